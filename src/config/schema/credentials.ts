/** Who the user is: the login options of Cloud and Server. */
import { option } from "./option.ts";
import { secretText, text } from "./values.ts";

export const credentialShape = {
  username: option(text.optional(), {
    meaning: "Bitbucket username.",
    example: "your-username",
    variable: "BITBUCKET_USERNAME",
    flag: "--bitbucket-username",
  }),
  app_password: option(secretText.optional(), {
    meaning:
      "HTTP access token (Server), or an API token or access token (Cloud). Cloud's app passwords themselves ended on 2026-07-28.",
    example: "your-token",
    variable: "BITBUCKET_APP_PASSWORD",
    flag: "--bitbucket-app-password",
    defaultText: "git's own credentials",
    isSecret: true,
  }),
  email: option(text.optional(), {
    meaning: "E-mail address of the Atlassian account, which Cloud's REST API wants with an API token.",
    example: "you@example.com",
    variable: "BITBUCKET_EMAIL",
    defaultText: "username, if it is an address",
  }),
  api_token: option(secretText.optional(), {
    meaning: "API token of an Atlassian account (Cloud).",
    example: "your-api-token",
    variable: "BITBUCKET_API_TOKEN",
    isSecret: true,
  }),
  access_token: option(secretText.optional(), {
    meaning: "Repository, project or workspace access token (Cloud), or HTTP access token (Server).",
    example: "your-access-token",
    variable: "BITBUCKET_ACCESS_TOKEN",
    isSecret: true,
  }),
};
