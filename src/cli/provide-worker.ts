import type { AssayClient } from "../client.js";
import { describeOtherCode } from "../operations/workers/describe-other-code.js";
import { findWorkers } from "../operations/workers/find-worker.js";
import type { RunningWorker } from "../worker.js";
import type { CommandContext } from "./command-context.js";

/** What to say when something was started and no worker is there. */
export const NO_WORKER = "no worker is running: it continues when one is started with: assay start";

/**
 * Sees that a worker with this command's code is there: null when a lasting one is, else one for the time of the
 * command, with a word on why.
 */
export async function provideWorker(
  { project, temporal }: AssayClient,
  context: CommandContext,
  { logsWaits = true }: { readonly logsWaits?: boolean } = {},
): Promise<RunningWorker | null> {
  const { same, others } = await findWorkers(project, "lasting");
  if (same !== null) return null;
  const [other] = others;
  context.report(
    other === undefined
      ? "no worker is running: starting one for the time of this command"
      : `${describeOtherCode(project, other)}; starting one with this code for the time of this command`,
  );
  const { startWorker } = await import("../worker.js");
  return await startWorker({ project, temporal, logger: context.logger, kind: "command", logsWaits });
}

/** Says that what was started waits for a worker, if it does. */
export async function reportMissingWorker({ project }: AssayClient, context: CommandContext): Promise<void> {
  const { same, others } = await findWorkers(project);
  if (same === null && others.length === 0) context.report(NO_WORKER);
}
