import { describe, expect, it } from "vitest";
import { ownPullRequest } from "./pull-requests.ts";

const cloud = "https://bitbucket.org/acme/shop";
const server = "https://git.acme.example/bitbucket/projects/SHOP/repos/web";

describe("the address of a pull request", () => {
  it.each([
    [`${cloud}/pull-requests/456`, cloud, 456],
    ["http://www.bitbucket.org/ACME/Shop/pull-requests/7/some-title", cloud, 7],
    [`${cloud}/pull-requests/456/diff#Lfile.ts`, cloud, 456],
    [`${server}/pull-requests/12/overview?commentId=3`, server, 12],
    ["https://git.acme.example/bitbucket/projects/shop/repos/WEB/pull-requests/12", server, 12],
    [
      "https://git.acme.example/users/dana/repos/web/pull-requests/3",
      "https://git.acme.example/projects/~dana/repos/web",
      3,
    ],
  ])("is our own: %s", (url, repository, number) => {
    expect(ownPullRequest(url, repository)).toBe(number);
  });

  it.each([
    ["https://bitbucket.org/acme/other/pull-requests/456", cloud],
    ["https://bitbucket.org/other/shop/pull-requests/456", cloud],
    ["https://bitbucket.org.evil.example/acme/shop/pull-requests/456", cloud],
    ["https://git.acme.example/projects/SHOP/repos/web/pull-requests/1", server],
    ["https://git.acme.example:8443/bitbucket/projects/SHOP/repos/web/pull-requests/1", server],
    [`${cloud}/pull-requests/456`, null],
    [`${cloud}/src/main`, cloud],
    ["not an address", cloud],
  ])("is another one's: %s", (url, repository) => {
    expect(ownPullRequest(url, repository)).toBeNull();
  });
});
