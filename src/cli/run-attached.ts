import type { AssayClient } from "../client.js";
import type { RunningWorker } from "../worker.js";
import type { CommandContext } from "./command-context.js";
import { INTERRUPTED, untilInterrupted } from "./interruption.js";
import type { RunResult } from "./run-experiment.js";

/** A link that leads nowhere a second later needs a word. */
export const SERVER_ENDS =
  "the embedded Temporal server ends with this command; assay start shows its workflows again";

/**
 * Does what a command starts, with a worker for its time where none is there, and prints the result. Ctrl-C ends the
 * command and leaves the rest to the next worker. Returns the exit code.
 */
export async function runAttached(
  client: AssayClient,
  context: CommandContext,
  runToEnd: () => Promise<{ readonly result: RunResult; readonly exitCode: number }>,
): Promise<number> {
  const { renderRunResult } = await import("./run-experiment.js");
  const { provideWorker } = await import("./provide-worker.js");
  const worker = await provideWorker(client, context, { logsWaits: false });
  const interrupted = untilInterrupted().then(() => null);
  try {
    const outcome = await Promise.race([
      runToEnd(),
      interrupted,
      ...(worker === null ? [] : [untilBroken(worker)]),
    ]);
    if (outcome === null) {
      context.report(
        "interrupted: results so far are kept, and the next worker (assay start) continues the experiment",
      );
      return INTERRUPTED;
    }
    context.print(outcome.result, renderRunResult(outcome.result));
    if (client.temporal.startedHere) context.report(SERVER_ENDS);
    return outcome.exitCode;
  } finally {
    await worker?.stop();
  }
}

/** Without its worker the command would wait for ever. @throws what ended the worker */
async function untilBroken({ stopped }: RunningWorker): Promise<never> {
  await stopped;
  return await new Promise(() => undefined);
}
