/** Where the repository is and how it is reached. */
import * as z from "zod/mini";
import { option } from "./option.ts";
import { branchName, gitUrl, proxyUrl, remoteName, slug, text, webUrl } from "./values.ts";

export const cloudApi = "https://api.bitbucket.org/2.0";

const placeShape = {
  workspace: option(z.optional(slug), {
    meaning: "Workspace slug (Cloud) or project key (Server).",
    example: "your-workspace",
    variable: "BITBUCKET_WORKSPACE",
    flag: "--bitbucket-workspace",
    defaultText: "that of the clone's remote",
  }),
  repo: option(z.optional(slug), {
    meaning: "Repository slug.",
    example: "your-repo",
    variable: "BITBUCKET_REPO",
    flag: "--bitbucket-repo",
    defaultText: "that of the clone's remote",
  }),
  base_url: option(z.optional(webUrl), {
    meaning: "URL of the REST API. For Server the instance's URL with or without /rest/api/....",
    example: cloudApi,
    variable: "BITBUCKET_BASE_URL",
    flag: "--bitbucket-base-url",
    defaultText: `the clone's remote, else ${cloudApi}`,
  }),
  deployment: option(z.optional(z.enum(["cloud", "server"])), {
    meaning: "Which Bitbucket answers at the URL, where it cannot be told from it.",
    example: "server",
    defaultText: "told from the URL",
  }),
  remote: option(z.optional(remoteName), {
    meaning: "The git remote of the clone that is the Bitbucket repository.",
    example: "origin",
    defaultText: "the only remote, else origin",
  }),
  git_url: option(z.optional(gitUrl), {
    meaning: "The URL that git uses, where it differs from the clone's remote.",
    example: "https://bitbucket.org/your-workspace/your-repo.git",
    defaultText: "the clone's remote, else made from base_url",
  }),
};

const storeShape = {
  issues: option(z._default(z.enum(["auto", "branch", "api"]), "auto"), {
    meaning:
      "Where the issues live: on a branch of the repository, behind the Issues API 2.0, or whichever the host has (auto).",
    example: "auto",
  }),
  branch: option(z._default(branchName, "spectryn"), {
    meaning: "The branch that holds the issues.",
    example: "spectryn",
  }),
};

const networkShape = {
  ssl_verify: option(z._default(z.boolean(), true), {
    meaning: "Whether the server's certificate is checked. Turning it off lets others read the credentials.",
    example: "true",
    variable: "BITBUCKET_SSL_VERIFY",
  }),
  ca_file: option(z.optional(text), {
    meaning:
      "PEM file with certificates to trust besides the built-in ones; relative to the file that names it.",
    example: "certs/company-ca.pem",
    variable: "BITBUCKET_CA_FILE",
    isPath: true,
  }),
  proxy: option(z.optional(proxyUrl), {
    meaning: "Proxy for this connection.",
    example: "http://proxy.example.com:8080",
    defaultText: "HTTPS_PROXY and NO_PROXY of the environment",
  }),
  rate_limit: option(
    z.optional(
      z.union([
        z.int().check(z.positive()),
        z.strictObject({ burst: z.int().check(z.positive()), per_second: z.number().check(z.positive()) }),
      ]),
    ),
    {
      meaning:
        "Requests that may be sent: a number for an hour, or the size of a burst and the refill a second.",
      example: "1000",
      defaultText: "Cloud 1000 an hour; Server none until it asks for one",
    },
  ),
  timeout: option(z._default(z.number().check(z.positive(), z.lte(3600)), 60), {
    meaning:
      "Seconds after which a request without an answer is given up; waits for the host's request limit last ten times that in all.",
    example: "60",
  }),
};

export const connectionShape = { ...placeShape, ...storeShape, ...networkShape };
