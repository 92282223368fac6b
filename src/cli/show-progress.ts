import type { ExperimentHandle } from "../experiment-handle.js";

const TERMINAL_INTERVAL_MS = 250;
const PIPE_INTERVAL_MS = 2_000;

/** Shows live progress on stderr until stopped: one rewritten line on a terminal, plain lines when it changed elsewhere. */
export function showProgress(
  handle: Pick<ExperimentHandle, "progress">,
  stream: NodeJS.WriteStream = process.stderr,
): () => Promise<void> {
  const started = Date.now();
  let atStart: number | null = null;
  let last = "";
  const write = async (): Promise<void> => {
    const all = await handle.progress();
    const planned = all.reduce((sum, { counts }) => sum + counts.planned, 0);
    const ended = all.reduce((sum, { counts }) => sum + counts.completed + counts.failed, 0);
    atStart ??= ended;
    const seconds = (Date.now() - started) / 1_000;
    const rate = (ended - atStart) / seconds;
    const failed = all.reduce((sum, { counts }) => sum + counts.failed, 0);
    const parts = [
      `${ended}/${planned} runs`,
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(all.some(({ paused }) => paused === true) ? ["paused"] : []),
      ...(rate > 0 ? [`${rate.toFixed(1)} runs/s`, `${Math.ceil((planned - ended) / rate)} s left`] : []),
    ];
    const line = parts.join(", ");
    if (stream.isTTY) stream.write(`\r\u001b[2K${line}`);
    else if (parts[0] !== last) stream.write(`${line}\n`);
    last = parts[0] ?? "";
  };
  let running = Promise.resolve();
  const timer = setInterval(
    () => {
      running = running.then(write).catch((error: unknown) => {
        // Progress is a courtesy; what matters is reported by the result.
        stream.write(`progress cannot be read: ${error instanceof Error ? error.message : String(error)}\n`);
      });
    },
    stream.isTTY ? TERMINAL_INTERVAL_MS : PIPE_INTERVAL_MS,
  );
  return async () => {
    clearInterval(timer);
    await running;
    if (stream.isTTY) stream.write("\r\u001b[2K");
  };
}
