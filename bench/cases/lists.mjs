/** Lists, searches and single issues of a large tracker with comments: what the index is for. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { inTurn, processes } from "../measure.mjs";
import { lineBeyondNode } from "../table.mjs";

const commentsEach = 3;
const words =
  "checkout refund voucher payment gift card receipt guest account order number address total tax".split(" ");

export async function measureLists({ world, isQuick }, name, issues) {
  const folder = world.path(name);
  await addComments(world, folder, issues);
  const local = (...args) => processes(world.spectryn(folder, ...args, "--tracker", "local"));
  const list = local("issue", "list");
  const forget = async () => {
    rmSync(join(folder, ".git/spectryn/index"), { recursive: true, force: true });
    return list();
  };
  const [empty, first, listed, searched, rare, shown] = await inTurn(isQuick ? 3 : 7, [
    processes(world.emptyNode),
    forget,
    list,
    local("issue", "list", "--text", "refund voucher"),
    local("issue", "list", "--text", `needle${issues * commentsEach - 1}`),
    local("issue", "show", "77"),
  ]);
  const size = `${issues.toLocaleString("en")} issues, ${(issues * commentsEach).toLocaleString("en")} comments`;
  const make = (what, times, most, bound) => lineBeyondNode(what, times, empty, { most, bound });
  return [
    make(`issue list, ${size}`, listed, 500, "parsing the index's rows, printing them"),
    make(
      "issue list --text, two common words",
      searched,
      500,
      "reading the index's texts, printing thousands",
    ),
    make("issue list --text, one word in one comment", rare, 500, "reading the index's texts"),
    make("issue show", shown, 200, "parsing the index's rows, two git processes"),
    lineBeyondNode("issue list, the index made from nothing", first, empty, {
      bound: "git reading and node parsing every file",
    }),
  ];
}

/** Comments as people write them, put on the branch by one commit. */
async function addComments(world, folder, issues) {
  const tip = await world.run(world.git(folder, "rev-parse", "spectryn"));
  const child = spawn("git", ["fast-import", "--quiet", "--done"], {
    cwd: folder,
    env: world.env,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const parts = [
    `commit refs/heads/spectryn\ncommitter Bench <bench@example.com> 1700000000 +0000\ndata 1\nx\nfrom ${tip}\n`,
  ];
  for (let at = 0; at < issues * commentsEach; at += 1) parts.push(commentFile(at, 1 + (at % issues)));
  child.stdin.end(`${parts.join("")}\ndone\n`);
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
}

function commentFile(at, issue) {
  const text = Array.from({ length: 30 }, (_, word) => words[(at * 7 + word * 13) % words.length]).join(" ");
  const time = "2026-01-01T00:00:00.000Z";
  const body = `---\nschema: 1\nauthor: "dana"\ncreated: "${time}"\nupdated: "${time}"\n---\n\n${text} needle${at}\n`;
  const path = `comments/${Math.floor(issue / 100)}/${issue}/01kb${String(at).padStart(22, "0")}.md`;
  return `M 100644 inline ${path}\ndata ${Buffer.byteLength(body)}\n${body}\n`;
}
