/** Answers of Bitbucket Server when something is wrong: `errors`, each with the name of its Java exception. */
import { emptyReply, htmlReply, jsonReply, type Reply } from "../app/reply.ts";

const bitbucket = "com.atlassian.bitbucket";

export function serverError(
  status: number,
  message: string,
  exceptionName: string | null,
  more: { readonly context?: string; readonly [member: string]: unknown } = {},
): Reply {
  return jsonReply(status, { errors: [{ context: null, message, exceptionName, ...more }] });
}

/** A field that does not validate: `context` names it, there is no exception. */
export function fieldError(context: string, message: string): Reply {
  return serverError(400, message, null, { context });
}

const notPermitted = "You are not permitted to access this resource";

export const authenticationRequired = serverError(
  401,
  notPermitted,
  "com.atlassian.plugins.rest.api.security.exception.AuthenticationRequiredException",
);

export const wrongPassword = serverError(
  401,
  "Authentication failed. Please check your credentials and try again.",
  `${bitbucket}.auth.IncorrectPasswordAuthenticationException`,
);

export const noLicence = serverError(
  401,
  "You are not permitted to use this Bitbucket.",
  `${bitbucket}.auth.NoAccessAuthenticationException`,
);

export const notAuthorised = serverError(401, notPermitted, `${bitbucket}.AuthorisationException`);

export function captchaRequired(url: string): Reply {
  const reply = serverError(
    403,
    "CAPTCHA required. Your Bitbucket account has been locked. To unlock it and log in again you must solve a CAPTCHA.",
    `${bitbucket}.auth.CaptchaRequiredAuthenticationException`,
  );
  const reason = `CAPTCHA_CHALLENGE; login-url=${url}/login`;
  return { ...reply, headers: { ...reply.headers, "x-authentication-denied-reason": reason } };
}

/** The answer of Atlassian's authentication plugin, not of Bitbucket: another shape. */
export const basicDisabled = jsonReply(403, {
  message: "Basic Authentication has been disabled on this instance.",
});

export const xsrfFailed: Reply = {
  status: 403,
  text: "XSRF check failed",
  headers: { "content-type": "text/html" },
};

export const noSuchProject = (key: string) =>
  serverError(404, `Project ${key} does not exist.`, `${bitbucket}.project.NoSuchProjectException`);

export const noSuchRepository = (key: string, slug: string) =>
  serverError(
    404,
    `Repository ${key}/${slug} does not exist.`,
    `${bitbucket}.repository.NoSuchRepositoryException`,
  );

export const noSuchPullRequest = (id: string, name: string) =>
  serverError(
    404,
    `Pull request ${id} does not exist in ${name}.`,
    `${bitbucket}.pull.NoSuchPullRequestException`,
  );

export const noSuchUser = (slug: string) =>
  serverError(404, `User ${slug} does not exist.`, `${bitbucket}.user.NoSuchUserException`);

export const noSuchComment = (id: string) =>
  serverError(404, `Comment ${id} does not exist.`, `${bitbucket}.comment.NoSuchCommentException`);

export const noDefaultBranch = serverError(
  404,
  "No default branch is defined",
  `${bitbucket}.repository.NoDefaultBranchException`,
);

export function pullRequestOutOfDate(currentVersion: number, expectedVersion: number): Reply {
  return serverError(
    409,
    "You are attempting to modify a pull request based on out-of-date information.",
    `${bitbucket}.pull.PullRequestOutOfDateException`,
    { currentVersion, expectedVersion },
  );
}

export function commentOutOfDate(currentVersion: number, expectedVersion: number): Reply {
  return serverError(
    409,
    "You are attempting to modify a comment based on out-of-date information.",
    `${bitbucket}.comment.CommentOutOfDateException`,
    { currentVersion, expectedVersion },
  );
}

export const commentHasReplies = serverError(
  409,
  "This comment has replies which must be deleted first.",
  `${bitbucket}.comment.CommentDeletionException`,
);

export const illegalPullRequestState = serverError(
  409,
  "This pull request has been closed and cannot be changed.",
  `${bitbucket}.pull.IllegalPullRequestStateException`,
);

export const repositoryArchived = serverError(
  409,
  "The repository is archived and read-only.",
  `${bitbucket}.repository.RepositoryArchivedException`,
);

/** `/rest/api/2.0` and anything else that is no route: 404 without the usual exception. */
export const noSuchRoute = jsonReply(404, { message: "null for uri", "status-code": 404 });

/** Over the limit; the body is no error of the API. */
export function rateLimited(seconds: number): Reply {
  return htmlReply(429, "<html><body>Too many requests</body></html>", { "retry-after": String(seconds) });
}

/** Tokens outside of `/rest` and `/scm` since 8.9.22, 8.19.12 and 9.3.2. */
export function toLogin(url: string): Reply {
  return emptyReply(302, { location: `${url}/login` });
}
