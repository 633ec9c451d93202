import { expect, it } from "vitest";
import { parseRemoteUrl } from "./remote-address.ts";

const cloud = ["bitbucket.org/acme/shop", "cloud", "acme", "shop", null];
const server = (url: string, shown: string, workspace = "PROJ") => [shown, "server", workspace, "shop", url];

it.each([
  ["https://bitbucket.org/acme/shop.git", cloud],
  ["https://bitbucket.org/acme/shop", cloud],
  ["https://bitbucket.org/acme/shop/", cloud],
  ["https://dana@bitbucket.org/acme/shop.git", cloud],
  ["https://x-token-auth:secret@bitbucket.org/acme/shop.git", cloud],
  ["http://bitbucket.org/acme/shop", cloud],
  ["https://BITBUCKET.org/acme/shop.git", cloud],
  ["https://www.bitbucket.org/acme/shop.git", cloud],
  ["git@bitbucket.org:acme/shop.git", cloud],
  ["git@bitbucket.org:acme/shop", cloud],
  ["bitbucket.org:acme/shop.git", cloud],
  ["ssh://git@bitbucket.org/acme/shop.git", cloud],
  ["ssh://git@bitbucket.org:22/acme/shop.git", cloud],
  ["ssh://git@altssh.bitbucket.org:443/acme/shop.git", cloud],
  ["https://git.acme.com/scm/PROJ/shop.git", server("https://git.acme.com", "git.acme.com/PROJ/shop")],
  ["https://dana@git.acme.com/scm/PROJ/shop.git", server("https://git.acme.com", "git.acme.com/PROJ/shop")],
  [
    "https://git.acme.com:8443/scm/PROJ/shop.git",
    server("https://git.acme.com:8443", "git.acme.com:8443/PROJ/shop"),
  ],
  ["http://127.0.0.1:7990/scm/PROJ/shop.git", server("http://127.0.0.1:7990", "127.0.0.1:7990/PROJ/shop")],
  [
    "https://acme.com/bitbucket/scm/PROJ/shop.git",
    server("https://acme.com/bitbucket", "acme.com/bitbucket/PROJ/shop"),
  ],
  ["https://acme.com/a/b/scm/PROJ/shop.git", server("https://acme.com/a/b", "acme.com/a/b/PROJ/shop")],
  [
    "https://git.acme.com/scm/~dana/shop.git",
    server("https://git.acme.com", "git.acme.com/~dana/shop", "~dana"),
  ],
  [
    "https://git.acme.com/scm/%7Edana/shop.git",
    server("https://git.acme.com", "git.acme.com/~dana/shop", "~dana"),
  ],
  [
    "ssh://git@git.acme.com:7999/PROJ/shop.git",
    server("https://git.acme.com", "git.acme.com:7999/PROJ/shop"),
  ],
  [
    "ssh://git@git.acme.com:7999/~dana/shop.git",
    server("https://git.acme.com", "git.acme.com:7999/~dana/shop", "~dana"),
  ],
  ["https://github.com/acme/shop.git", ["github.com/acme/shop", null, "acme", "shop", null]],
  ["git@github.com:acme/shop.git", ["github.com/acme/shop", null, "acme", "shop", null]],
  ["http://127.0.0.1:8080/acme/shop.git", ["127.0.0.1:8080/acme/shop", null, "acme", "shop", null]],
  ["https://git.acme.com/shop.git", ["git.acme.com/shop", null, null, null, null]],
  ["/srv/git/shop.git", ["/srv/git/shop.git", null, null, null, null]],
  ["../shop.git", ["../shop.git", null, null, null, null]],
  ["file:///srv/git/shop.git", ["srv/git/shop", null, null, null, null]],
  ["C:\\git\\shop.git", ["C:\\git\\shop.git", null, null, null, null]],
  ["https://notbitbucket.org/acme/shop.git", ["notbitbucket.org/acme/shop", null, "acme", "shop", null]],
])("reads %s", (url, [shown, kind, workspace, repo, serverUrl]) => {
  expect(parseRemoteUrl(url)).toEqual({ shown, kind, workspace, repo, serverUrl });
});
