/**
 * Which form of the credentials a host takes.
 *
 * A Server takes the same token as Bearer or as Basic and does not say which. The forms are tried in order, each
 * once; until one was taken the requests wait for one another, so that a wrong token is not sent many times at
 * once: after a few wrong tries the account is locked behind a captcha. The form that was taken holds.
 */
export interface Login {
  /** Runs `attempt` with the form that holds, or finds it. `null`: without credentials. */
  use<T>(
    attempt: (authorization: string | null) => Promise<T>,
    isRefused: (result: T) => boolean,
  ): Promise<T>;
  /** All forms were tried and none was taken. */
  isHopeless(): boolean;
}

export function makeLogin(authorizations: readonly string[]): Login {
  let index = 0;
  let isSettled = authorizations.length < 2;
  let isHopeless = false;
  let gate: Promise<unknown> = Promise.resolve();

  async function find<T>(
    attempt: (authorization: string | null) => Promise<T>,
    isRefused: (result: T) => boolean,
  ): Promise<T> {
    for (;;) {
      const result = await attempt(authorizations[index] ?? null);
      if (isSettled) return result;
      isHopeless = isRefused(result) && index + 1 === authorizations.length;
      if (!isRefused(result) || isHopeless) {
        isSettled = true;
        return result;
      }
      index += 1;
    }
  }

  return {
    use(attempt, isRefused) {
      if (isSettled) return attempt(authorizations[index] ?? null);
      const turn = gate.then(() => find(attempt, isRefused));
      gate = turn.catch(() => {});
      return turn;
    },
    isHopeless: () => isHopeless,
  };
}

export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

export function bearerAuthorization(token: string): string {
  return `Bearer ${token}`;
}
