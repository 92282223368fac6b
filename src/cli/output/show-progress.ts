import { printableText } from "../../formatting/printable-text.js";
import type { ExperimentHandle } from "../../operations/experiment-handle.js";
import { type ProgressSample, progressLine, recentSamples } from "./progress-line.js";
import { tellWaits } from "./tell-waits.js";

const TERMINAL_INTERVAL_MS = 250;
const PIPE_INTERVAL_MS = 2_000;

/** Shows live progress on stderr until stopped: one rewritten line on a terminal, plain lines when it changed elsewhere. */
export function showProgress(
  handle: Pick<ExperimentHandle, "progress" | "waits">,
  stream: NodeJS.WriteStream = process.stderr,
): () => Promise<void> {
  let samples: readonly ProgressSample[] = [];
  let shown = "";
  const measure = async (): Promise<void> => {
    samples = recentSamples([...samples, await takeSample(handle)]);
  };
  const write = async (): Promise<void> => {
    await measure();
    const line = progressLine(samples);
    const { ended = 0, planned = 0, paused = false } = samples.at(-1) ?? {};
    const state = `${ended}/${planned}${paused ? " paused" : ""}`;
    if (stream.isTTY) stream.write(`\r\u001b[2K${line}`);
    else if (state !== shown) stream.write(`${line}\n`);
    shown = state;
  };
  const excuse = (error: unknown): void => {
    // Progress is a courtesy; what matters is reported by the result.
    const reason = error instanceof Error ? error.message : String(error);
    stream.write(printableText(`progress cannot be read: ${reason}\n`));
  };
  // What had ended before is no achievement of this command: the rate counts from here.
  let isBusy = true;
  const finish = (): void => {
    isBusy = false;
  };
  let running = measure().catch(excuse).finally(finish);
  const timer = setInterval(
    () => {
      if (isBusy) return;
      isBusy = true;
      running = write().catch(excuse).finally(finish);
    },
    stream.isTTY ? TERMINAL_INTERVAL_MS : PIPE_INTERVAL_MS,
  );
  const stopTelling = tellWaits(handle, (line) => {
    stream.write(`${stream.isTTY ? "\r\u001b[2K" : ""}${line}\n`);
  });
  return async () => {
    clearInterval(timer);
    await running;
    await stopTelling();
    if (stream.isTTY) stream.write("\r\u001b[2K");
  };
}

async function takeSample(handle: Pick<ExperimentHandle, "progress">): Promise<ProgressSample> {
  const all = await handle.progress();
  const sum = (count: (counts: (typeof all)[number]["counts"]) => number): number =>
    all.reduce((total, { counts }) => total + count(counts), 0);
  return {
    atMs: Date.now(),
    planned: sum(({ planned }) => planned),
    ended: sum(({ completed, failed, cancelled }) => completed + failed + cancelled),
    failed: sum(({ failed }) => failed),
    paused: all.some(({ paused }) => paused === true),
  };
}
