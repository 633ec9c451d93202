/**
 * The connection is cut after the server took a push and before it says so: nobody knows whether the push counts.
 * spectryn looks; where the look is cut as well it says that it does not know, and whoever ran it looks.
 */
import { afterEach, expect, it } from "vitest";
import { runCommand } from "../support/command-process.ts";
import { kept, sized } from "../support/proof.ts";
import { auditTracker } from "../support/tracker-audit.ts";
import {
  allTitles,
  type Crowd,
  inLanes,
  makeRemoteCrowd,
  runUntilDone,
  type Writer,
} from "../support/writers.ts";

const wantedCuts = sized(10, 100);

let crowd: Crowd;
afterEach(() => crowd.close());

interface Toll {
  cuts: number;
  /** Cuts of the look that follows. */
  blind: number;
  unknown: number;
}

/** Cuts the answer to every push; after every third one the next look too. */
function cutAnswers({ server }: Crowd, toll: Toll): void {
  let isBlind = false;
  server!.fault = ({ method, path }) => {
    if (method === "POST" && path.endsWith("git-receive-pack")) {
      if (toll.cuts >= wantedCuts) return null;
      toll.cuts += 1;
      isBlind = toll.cuts % 3 === 0;
      return "drop-answer";
    }
    if (!isBlind) return null;
    isBlind = false;
    toll.blind += 1;
    return "drop";
  };
}

async function sync(writer: Writer, toll: Toll): Promise<void> {
  toll.unknown += await runUntilDone(crowd, writer, writer.sync);
}

/** A create that ended without knowing is run again only if the issue is not there. */
async function create({ cwd }: Writer, title: string, toll: Toll): Promise<void> {
  for (let tries = 0; tries < 4; tries += 1) {
    const ended = await runCommand(["issue", "create", title], { cwd, env: crowd.shell.env });
    if (ended.code === 0) return;
    expect(ended.code, ended.stderr).toBe(8);
    toll.unknown += 1;
    if (auditTracker(crowd.repository).issues.some((issue) => issue.title === title)) return;
  }
  throw new Error(`stuck: ${title}`);
}

it(`${wantedCuts} lost answers leave every issue there once`, async () => {
  crowd = await makeRemoteCrowd(3);
  const toll: Toll = { cuts: 0, blind: 0, unknown: 0 };
  cutAnswers(crowd, toll);
  const wanted: string[] = [];
  await inLanes(crowd.writers, crowd.writers.length, async (writer) => {
    let items = 0;
    for (let round = 1; toll.cuts < wantedCuts; round += 1) {
      if (round % 2 === 0) {
        const title = `Issue ${round} of ${writer.name}`;
        wanted.push(title);
        await create(writer, title, toll);
      } else {
        items += 1;
        writer.write(items, round);
        await sync(writer, toll);
      }
    }
    wanted.push(...allTitles([writer], items));
  });
  const { issues } = auditTracker(crowd.repository);
  expect(issues.map(({ title }) => title).sort()).toEqual(wanted.sort());
  const measured = `${toll.cuts} answers to pushes cut (${toll.blind} looks too, ${toll.unknown} commands ended without knowing): ${issues.length} issues, 0 lost, 0 doubled`;
  kept("lost-answers", measured);
});
