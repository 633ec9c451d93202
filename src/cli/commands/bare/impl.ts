import type { BareFlags } from "../../bare-form.ts";
import { runCommand } from "../../session.ts";
import { planWork } from "../plan/impl.ts";
import { syncWork } from "../sync/impl.ts";

/** `--dry-run` is stronger than `--execute`, and both than `sync.execute` of the configuration. */
export async function runBare(flags: BareFlags): Promise<void> {
  const paths = flags.markdown ?? [];
  await runCommand("spectryn", flags, (session) => {
    const isWriting = !flags.dryRun && (flags.execute === true || session.config.sync.execute);
    if (isWriting) return syncWork(session, paths, { ...flags, execute: true });
    return planWork(session, paths, flags);
  });
}
