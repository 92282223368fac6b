import { printableText } from "../../formatting/printable-text.js";
import type { ExperimentHandle } from "../../operations/experiment-handle.js";
import { describeWait } from "../../report/describe-wait.js";
import { createWaitLog } from "../../waits/wait-log.js";

const TELL_INTERVAL_MS = 2_000;

/** Writes once why something stands still, and once when it continues, until stopped. */
export function tellWaits(
  handle: Pick<ExperimentHandle, "waits">,
  write: (line: string) => void,
): () => Promise<void> {
  const log = createWaitLog({
    onLong: (wait) => {
      // Calls always wait for those before them.
      if (wait.cause !== "concurrency") write(printableText(describeWait(wait)));
    },
    onOver: (wait, lastedMs) => {
      if (wait.cause !== "concurrency")
        write(printableText(`continues after ${Math.round(lastedMs / 1_000)} s:${describeWait(wait)}`));
    },
  });
  // Where nothing can be asked, the progress says so.
  const look = async (): Promise<void> => log(await handle.waits().catch(() => []), Date.now());
  let round: Promise<void> | null = null;
  const timer = setInterval(() => {
    round ??= look().finally(() => {
      round = null;
    });
  }, TELL_INTERVAL_MS);
  return async () => {
    clearInterval(timer);
    await round;
  };
}
