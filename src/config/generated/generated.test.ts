import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { type Ability, abilityTitles } from "../../core/abilities.ts";
import { forges } from "../../forges/registry.ts";
import { trackerAbilities } from "../../trackers/registry.ts";
import { options } from "../options.ts";
import { makeConfigFolder } from "../test-support.ts";
import { makeGeneratedFiles } from "./files.ts";
import { makeJsonSchema, schemaOf } from "./json-schema.ts";
import { renderTemplate } from "./template.ts";

const root = resolve(import.meta.dirname, "../../..");

describe("generated files", () => {
  it.each(makeGeneratedFiles())("$path is what is in the repository", ({ path, content }) => {
    expect(readFileSync(resolve(root, path), "utf8")).toBe(content);
  });

  it("the JSON Schema describes every option and knows no others", () => {
    const schema = makeJsonSchema();
    for (const { key, facts } of options) expect(schemaOf(schema, key).description).toBe(facts.meaning);
    expect(
      [schema, schemaOf(schema, "bitbucket"), schemaOf(schema, "sync")].map(
        (part) => part.additionalProperties,
      ),
    ).toEqual([false, false, false]);
  });

  it("the docs page has one row for every option, with its variable", () => {
    const page = makeGeneratedFiles().find(({ path }) => path.endsWith("configuration.md"))!.content;
    for (const { key, variable, facts } of options) {
      const row = page.split("\n").find((line) => line.startsWith(`| \`${key}\` |`));
      expect(row).toContain(`\`${variable}\``);
      if (facts.flag !== undefined) expect(row).toContain(`\`${facts.flag}\``);
    }
  });
});

it("the page of trackers has a row for every ability, as every tracker has it", () => {
  const page = makeGeneratedFiles().find(({ path }) => path.endsWith("trackers.md"))!.content;
  const word = (is: boolean) => (is ? "yes" : "no");
  for (const [ability, title] of Object.entries(abilityTitles) as [Ability, string][]) {
    const cells = Object.values(trackerAbilities).map((able) => word(able[ability]));
    expect(page).toContain(`| ${[title, ...cells].join(" | ")} |`);
  }
  for (const { abilities } of Object.values(forges)) {
    expect(page).toContain(abilities.userNames.join(", "));
    expect(page).toContain(String(abilities.longestComment));
  }
});

describe("the template", () => {
  it("changes nothing as it is, and holds no secret", async () => {
    const text = renderTemplate();
    const { config } = await makeConfigFolder({ ".spectryn.yaml": text }).load();
    expect(config.origins).toEqual({});
    expect(text).not.toMatch(/^\s*#? ?(app_password|api_token|access_token):/m);
  });

  it("is valid with every line uncommented", async () => {
    const text = renderTemplate().replace(/^(\s*)# ([a-z_]+:)/gm, "$1$2");
    const { config } = await makeConfigFolder({ ".spectryn.yaml": text }).load();
    const secrets = options.filter(({ facts }) => facts.isSecret === true).length;
    const keys = options.filter(({ key }) =>
      Object.keys(config.origins).some((name) => name.startsWith(key)),
    );
    expect(keys.length).toBeGreaterThanOrEqual(options.length - secrets);
  });

  it("sets what it is given", async () => {
    const text = renderTemplate({
      tracker: "bitbucket",
      "bitbucket.workspace": "acme",
      "sync.verbose": true,
    });
    const { config } = await makeConfigFolder({ ".spectryn.yaml": text }).load();
    expect(config).toMatchObject({
      tracker: "bitbucket",
      bitbucket: { workspace: "acme" },
      sync: { verbose: true },
    });
  });
});
