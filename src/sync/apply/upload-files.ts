/** Brings the content of a plan's new attachments into the tracker, before the batch that speaks of them. */
import type { Snapshot } from "../../core/issue/issue.ts";
import type { FileContent } from "../../core/match/world.ts";
import type { Plan } from "../../core/plan/change.ts";
import { streamFile } from "../../fs/content.ts";
import type { FileSource, Tracker } from "../../ports/tracker.ts";
import type { AttachedFile } from "../attachments/attached-files.ts";

/** Asks nothing where no content is new to its issue; whether another issue has it is the tracker's to know. */
export async function uploadFiles(
  tracker: Tracker,
  plan: Pick<Plan, "writes">,
  snapshot: Snapshot,
  files: readonly AttachedFile[],
  contents: ReadonlyMap<string, FileContent>,
): Promise<void> {
  const stored = new Set(
    snapshot.issues.flatMap(({ number, attachments }) =>
      attachments.map(({ sha256 }) => `${number} ${sha256}`),
    ),
  );
  const bySha = new Map(files.map((file) => [contents.get(file.path)?.sha256, file]));
  const sources = plan.writes.flatMap((write): FileSource[] => {
    if (write.op !== "attach" || stored.has(`${write.issue} ${write.attachment.sha256}`)) return [];
    const { sha256, size } = write.attachment;
    const { path, absolute } = bySha.get(sha256)!;
    return [{ name: path, sha256, size, open: () => streamFile(absolute) }];
  });
  if (sources.length > 0) await tracker.putFiles(sources);
}
