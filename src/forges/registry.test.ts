import { expect, it } from "vitest";
import { toApiUrl, toWebUrl } from "./bitbucket-cloud/config.ts";
import { detectForge } from "./detect.ts";
import { forges } from "./registry.ts";
import { hasWord } from "./words.ts";

it.each([
  ["https://api.bitbucket.org/2.0", "cloud"],
  ["https://bitbucket.org", "cloud"],
  ["https://bitbucket.org/acme/shop", "cloud"],
  ["https://mirror.example.com/cloud/2.0/", "cloud"],
  ["https://bitbucket.example.com", "server"],
  ["https://bitbucket.example.com/rest/api/2.0", "server"],
  ["https://example.com/bitbucket/rest/api/1.0", "server"],
  ["https://bitbucket.org.example.com", "server"],
  ["http://localhost:7990", "server"],
])("%s is a %s", (url, kind) => {
  expect(detectForge(url)).toBe(kind);
});

it.each([
  ["https://bitbucket.org", "https://api.bitbucket.org/2.0", "https://bitbucket.org"],
  ["https://api.bitbucket.org", "https://api.bitbucket.org/2.0", "https://bitbucket.org"],
  ["https://mirror.example.com/c/2.0/", "https://mirror.example.com/c/2.0", "https://mirror.example.com/c"],
])("%s: API %s, pages %s", (url, api, web) => {
  expect(toApiUrl(url)).toBe(api);
  expect(toWebUrl(api)).toBe(web);
});

it("declares an ability for every adapter", () => {
  for (const { abilities } of Object.values(forges)) {
    expect(abilities.pullRequestText.length * abilities.userNames.length).toBeGreaterThan(0);
    expect(abilities.longestComment).toBeLessThan(32_768);
  }
});

it.each([
  ["fixes US-1.", "US-1", true],
  ["US-10", "US-1", false],
  ["BUS-1", "US-1", false],
  ["(us-1)", "US-1", true],
  ["feature/US-1-login", "us-1", true],
  ["ÜUS-1", "US-1", false],
  ["a+b", "a+b", true],
  ["#12", "#12", true],
  ["#123", "#12", false],
])("%s holds %s: %s", (text, word, expected) => {
  expect(hasWord(text, word)).toBe(expected);
});
