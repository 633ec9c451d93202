/** Requests of a batch: a few at a time, each with its own outcome, until one says that no other can do better. */
import { type ErrorCode, SpectrynError } from "../../errors.ts";

export interface Step {
  /** For people: `create US-001`. */
  readonly name: string;
  /** Steps without which this one makes no sense. */
  readonly after: readonly Step[];
  run(): Promise<void>;
}

export interface Progress {
  readonly done: Set<Step>;
  readonly failed: Map<Step, SpectrynError>;
  readonly notTried: Set<Step>;
  /** Why nothing more is sent. */
  stopped: SpectrynError | null;
}

export const mostAtOnce = 4;

/** A refused item says nothing of the others; all of these meet every request. */
const stopCodes: ReadonlySet<ErrorCode> = new Set([
  "authentication",
  "permission",
  "app-password-ended",
  "rate-limited",
  "network",
  "timeout",
  "unexpected-answer",
  "outcome-unknown",
  "api-removed",
  "not-bitbucket",
  "interrupted",
  "race-lost",
  "file-unwritable",
]);

export function makeProgress(): Progress {
  return { done: new Set(), failed: new Map(), notTried: new Set(), stopped: null };
}

/** One after the other; each stands behind those that it comes after. */
export async function runInOrder(steps: Iterable<Step>, progress: Progress): Promise<void> {
  for (const step of steps) await runStep(step, progress);
}

/** A few at once; their order matters only as far as `after` says. */
export async function runSteps(steps: readonly Step[], progress: Progress): Promise<void> {
  let waiting = [...steps];
  while (waiting.length > 0) {
    const isPending = (step: Step) => waiting.includes(step);
    const ready = waiting.filter(({ after }) => !after.some(isPending));
    if (ready.length === 0) throw new SpectrynError("internal", "steps wait for each other");
    const chosen = new Set(ready);
    waiting = waiting.filter((step) => !chosen.has(step));
    const queue = ready.values();
    await Promise.all(Array.from({ length: mostAtOnce }, () => runInOrder(queue, progress)));
  }
}

async function runStep(step: Step, progress: Progress): Promise<void> {
  const isHopeless = step.after.some((other) => !progress.done.has(other));
  if (progress.stopped !== null || isHopeless) {
    progress.notTried.add(step);
    return;
  }
  try {
    await step.run();
    progress.done.add(step);
  } catch (error) {
    if (!(error instanceof SpectrynError)) throw error;
    progress.failed.set(step, error);
    if (stopCodes.has(error.code)) progress.stopped ??= error;
  }
}

/** One typed error for all that was not done; `null`: everything was. */
export function progressError(tracker: string, { done, failed, notTried, stopped }: Progress) {
  const count = done.size + failed.size + notTried.size;
  const missing = failed.size + notTried.size;
  if (missing === 0) return null;
  const [[step, error] = [undefined, undefined]] = [...failed];
  const first = stopped ?? error;
  const reason = first === undefined ? "" : `: ${step === undefined ? "" : `${step.name}: `}${first.message}`;
  return new SpectrynError(
    stopped?.code ?? "write-failed",
    `${missing} of ${count} changes were not made in ${tracker}${reason}`,
    {
      hint:
        first?.hint ?? "Correct what was refused, then run the same command again: what is done stays done.",
      data: {
        done: [...done].map(({ name }) => name),
        failed: [...failed].map(([{ name }, { code, message }]) => ({ item: name, code, message })),
        notTried: [...notTried].map(({ name }) => name),
      },
      cause: first,
    },
  );
}
