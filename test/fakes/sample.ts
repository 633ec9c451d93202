/** Hosts that are ready to use: one project, one person who may write, a token, and a small spec on main. */
import type { BitbucketOptions } from "../../src/index.ts";
import type { Right } from "./cloud/world.ts";
import { type CloudOptions, type FakeCloud, startCloud } from "./cloud.ts";
import { type FakeCloudWithIssues, startCloudWithIssues } from "./cloud-issues.ts";
import type { ServerRight } from "./server/world.ts";
import { type FakeServer, type ServerOptions, startServer } from "./server.ts";

export interface Sample<Fake> {
  readonly fake: Fake;
  /** The name of the repository for the fake's methods: `acme/shop`, `SHOP/web`. */
  readonly fullName: string;
  /** Environment that lets spectryn use it. */
  readonly variables: Readonly<Record<string, string>>;
  /** With the login inside, for a clone by hand. */
  readonly cloneUrl: string;
}

export const sampleSpec = `# Checkout

## EPIC-001: Checkout for guests

### US-001: Pay without an account

| **Field** | Value |
|---|---|
| **Story Points** | 5 |
| **Priority** | High |
| **Status** | In progress |

As a guest I want to pay without an account, so that I am done sooner.

#### Acceptance Criteria

- [ ] The e-mail address is all that is asked
- [ ] The order can be found again by its number

#### Subtasks

| # | Title | SP | Status |
|---|---|---|---|
| 1 | Form for guests | 2 | Done |
| 2 | Find an order by number | 3 | Planned |

### US-002: Receipt by e-mail

| **Field** | Value |
|---|---|
| **Priority** | Medium |
| **Status** | Planned |

A guest gets the receipt by e-mail.
`;

const files = { "EPIC.md": sampleSpec, "README.md": "# A sample repository\n" };

export async function startSampleCloud(options: CloudOptions = {}): Promise<Sample<FakeCloud>> {
  return makeSample(await startCloud(options));
}

/** With the milestone that the spec's epic becomes: the API cannot create one. */
export async function startSampleCloudWithIssues(
  options: CloudOptions = {},
): Promise<Sample<FakeCloudWithIssues>> {
  const sample = makeSample(await startCloudWithIssues(options));
  sample.fake.addNames(sample.fullName, { milestones: ["Checkout for guests"] });
  return sample;
}

function makeSample<Fake extends FakeCloud>(fake: Fake): Sample<Fake> {
  const fullName = "acme/shop";
  const dana = fake.addUser("dana");
  fake.addRepository(fullName, { rights: [[dana, "write" satisfies Right]] });
  fake.commit(fullName, "main", files);
  const token = fake.addApiToken(dana);
  return {
    fake,
    fullName,
    variables: {
      BITBUCKET_USERNAME: dana.username,
      BITBUCKET_EMAIL: dana.email,
      BITBUCKET_API_TOKEN: token,
      BITBUCKET_WORKSPACE: "acme",
      BITBUCKET_REPO: "shop",
      BITBUCKET_BASE_URL: fake.apiUrl,
    },
    cloneUrl: withLogin(fake.gitUrl(fullName), "x-bitbucket-api-token-auth", token),
  };
}

export async function startSampleServer(options: ServerOptions = {}): Promise<Sample<FakeServer>> {
  const fake = await startServer(options);
  const fullName = "SHOP/web";
  const dana = fake.addUser("dana");
  fake.addRepository(fullName, { rights: [[dana, "REPO_WRITE" satisfies ServerRight]] });
  fake.commit(fullName, "main", files);
  const token = fake.addUserToken(dana);
  return {
    fake,
    fullName,
    variables: {
      BITBUCKET_USERNAME: dana.name,
      BITBUCKET_APP_PASSWORD: token,
      BITBUCKET_WORKSPACE: "SHOP",
      BITBUCKET_REPO: "web",
      BITBUCKET_BASE_URL: `${fake.baseUrl}/rest/api/1.0`,
    },
    cloneUrl: withLogin(fake.gitUrl(fullName), dana.name, token),
  };
}

/** What a program says to the library for this login. */
export function adapterOptions({ variables }: Sample<unknown>): BitbucketOptions {
  return {
    username: variables["BITBUCKET_USERNAME"],
    email: variables["BITBUCKET_EMAIL"],
    apiToken: variables["BITBUCKET_API_TOKEN"],
    appPassword: variables["BITBUCKET_APP_PASSWORD"],
    workspace: variables["BITBUCKET_WORKSPACE"]!,
    repo: variables["BITBUCKET_REPO"]!,
    baseUrl: variables["BITBUCKET_BASE_URL"],
  };
}

function withLogin(url: string, user: string, secret: string): string {
  return url.replace("://", `://${encodeURIComponent(user)}:${encodeURIComponent(secret)}@`);
}
