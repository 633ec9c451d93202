/** Who the user is: the login options of Cloud and Server. */
import * as z from "zod/mini";
import { option } from "./option.ts";
import { secretText, text } from "./values.ts";

export const credentialShape = {
  username: option(z.optional(text), {
    meaning: "Bitbucket username.",
    example: "your-username",
    variable: "BITBUCKET_USERNAME",
    flag: "--bitbucket-username",
  }),
  app_password: option(z.optional(secretText), {
    meaning:
      "HTTP access token (Server), or an API token or access token (Cloud). Cloud's app passwords themselves ended on 2026-07-28.",
    example: "your-token",
    variable: "BITBUCKET_APP_PASSWORD",
    flag: "--bitbucket-app-password",
    defaultText: "git's own credentials",
    isSecret: true,
  }),
  email: option(z.optional(text), {
    meaning: "E-mail address of the Atlassian account, which Cloud's REST API wants with an API token.",
    example: "you@example.com",
    variable: "BITBUCKET_EMAIL",
    defaultText: "username, if it is an address",
  }),
  api_token: option(z.optional(secretText), {
    meaning: "API token of an Atlassian account (Cloud).",
    example: "your-api-token",
    variable: "BITBUCKET_API_TOKEN",
    isSecret: true,
  }),
  access_token: option(z.optional(secretText), {
    meaning: "Repository, project or workspace access token (Cloud), or HTTP access token (Server).",
    example: "your-access-token",
    variable: "BITBUCKET_ACCESS_TOKEN",
    isSecret: true,
  }),
};
