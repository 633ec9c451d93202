/** Where the repository is and how it is reached. */
import * as z from "zod";
import { option } from "./option.ts";
import { branchName, gitUrl, proxyUrl, remoteName, slug, text, webUrl } from "./values.ts";

export const cloudApi = "https://api.bitbucket.org/2.0";

const placeShape = {
  workspace: option(slug.optional(), {
    meaning: "Workspace slug (Cloud) or project key (Server).",
    example: "your-workspace",
    variable: "BITBUCKET_WORKSPACE",
    flag: "--bitbucket-workspace",
    defaultText: "that of the clone's remote",
  }),
  repo: option(slug.optional(), {
    meaning: "Repository slug.",
    example: "your-repo",
    variable: "BITBUCKET_REPO",
    flag: "--bitbucket-repo",
    defaultText: "that of the clone's remote",
  }),
  base_url: option(webUrl.optional(), {
    meaning: "URL of the REST API. For Server the instance's URL with or without /rest/api/....",
    example: cloudApi,
    variable: "BITBUCKET_BASE_URL",
    flag: "--bitbucket-base-url",
    defaultText: `the clone's remote, else ${cloudApi}`,
  }),
  deployment: option(z.enum(["cloud", "server"]).optional(), {
    meaning: "Which Bitbucket answers at the URL, where it cannot be told from it.",
    example: "server",
    defaultText: "told from the URL",
  }),
  remote: option(remoteName.optional(), {
    meaning: "The git remote of the clone that is the Bitbucket repository.",
    example: "origin",
    defaultText: "the only remote, else origin",
  }),
  git_url: option(gitUrl.optional(), {
    meaning: "The URL that git uses, where it differs from the clone's remote.",
    example: "https://bitbucket.org/your-workspace/your-repo.git",
    defaultText: "the clone's remote, else made from base_url",
  }),
};

const storeShape = {
  issues: option(z.enum(["auto", "branch", "api"]).default("auto"), {
    meaning:
      "Where the issues live: on a branch of the repository, behind the Issues API 2.0, or whichever the host has (auto).",
    example: "auto",
  }),
  branch: option(branchName.default("spectryn"), {
    meaning: "The branch that holds the issues.",
    example: "spectryn",
  }),
};

const networkShape = {
  ssl_verify: option(z.boolean().default(true), {
    meaning: "Whether the server's certificate is checked. Turning it off lets others read the credentials.",
    example: "true",
    variable: "BITBUCKET_SSL_VERIFY",
  }),
  ca_file: option(text.optional(), {
    meaning:
      "PEM file with certificates to trust besides the built-in ones; relative to the file that names it.",
    example: "certs/company-ca.pem",
    variable: "BITBUCKET_CA_FILE",
    isPath: true,
  }),
  proxy: option(proxyUrl.optional(), {
    meaning: "Proxy for this connection.",
    example: "http://proxy.example.com:8080",
    defaultText: "HTTPS_PROXY and NO_PROXY of the environment",
  }),
  rate_limit: option(
    z
      .union([
        z.number().int().positive(),
        z.strictObject({ burst: z.number().int().positive(), per_second: z.number().positive() }),
      ])
      .optional(),
    {
      meaning:
        "Requests that may be sent: a number for an hour, or the size of a burst and the refill a second.",
      example: "1000",
      defaultText: "Cloud 1000 an hour; Server none until it asks for one",
    },
  ),
  timeout: option(z.number().positive().max(3600).default(60), {
    meaning:
      "Seconds after which a request without an answer is given up; waits for the host's request limit last ten times that in all.",
    example: "60",
  }),
};

export const connectionShape = { ...placeShape, ...storeShape, ...networkShape };
