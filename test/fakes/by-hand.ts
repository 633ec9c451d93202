/** `npm run fake -- cloud|cloud-with-issues|server`: a sample host to try things on, until Ctrl+C. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeCertificate } from "./app/tls.ts";
import { startSampleCloud, startSampleCloudWithIssues, startSampleServer } from "./sample.ts";

const usage = "npm run fake -- cloud|cloud-with-issues|server [--port N] [--tls]";

/** Starts the host and prints how to use it; gives what ends it. */
export async function runByHand(
  args: readonly string[],
  print: (line: string) => void,
): Promise<() => Promise<void>> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { port: { type: "string" }, tls: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const [kind = ""] = positionals;
  const port = Number(values.port ?? 0);
  if (!(kind in starts) || positionals.length > 1 || !Number.isInteger(port))
    throw new Error(`usage: ${usage}`);
  const certificate = values.tls ? makeCertificate() : null;
  const { fake, variables, cloneUrl } = await starts[kind as keyof typeof starts]({ port, tls: certificate });
  const folder = mkdtempSync(join(tmpdir(), "spectryn-fake-tls-"));
  const caFile = join(folder, "ca.pem");
  if (certificate) writeFileSync(caFile, certificate.cert);
  const trust = certificate ? { BITBUCKET_CA_FILE: caFile, GIT_SSL_CAINFO: caFile } : {};
  print(
    `# A fake Bitbucket ${titles[kind as keyof typeof starts]} at ${fake.url}; Ctrl+C ends it. In another shell:`,
  );
  for (const [name, value] of Object.entries({ ...variables, ...trust })) print(`export ${name}='${value}'`);
  print(`git clone ${cloneUrl} sample && cd sample`);
  print("spectryn --markdown EPIC.md --tracker bitbucket");
  return async () => {
    await fake.close();
    rmSync(folder, { recursive: true, force: true });
    for (const problem of [...fake.unknown, ...fake.violations]) print(`# not answered: ${problem}`);
    print(`# ${fake.count()} requests, ${fake.count("git")} of them git`);
  };
}

const starts = {
  cloud: startSampleCloud,
  "cloud-with-issues": startSampleCloudWithIssues,
  server: startSampleServer,
} as const;
const titles = { cloud: "Cloud", "cloud-with-issues": "Cloud with issues", server: "Server" } as const;
