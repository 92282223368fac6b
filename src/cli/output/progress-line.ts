/** How far a start was at one moment, all its experiments together. */
export interface ProgressSample {
  readonly atMs: number;
  readonly planned: number;
  readonly ended: number;
  readonly failed: number;
  readonly paused: boolean;
}

/** The rate is that of so long: a start that stood still yesterday says nothing of today. */
const RATE_WINDOW_MS = 30_000;

/** The samples that still count for the rate: the last one older than the window, and all younger ones. */
export function recentSamples(samples: readonly ProgressSample[]): readonly ProgressSample[] {
  const now = samples.at(-1)?.atMs ?? 0;
  const older = samples.findLastIndex(({ atMs }) => atMs < now - RATE_WINDOW_MS);
  return samples.slice(Math.max(0, older));
}

/** `120/800 runs, 3 failed, 41.2 runs/s, 17 s left`; rate and rest only where they can be known. */
export function progressLine(samples: readonly ProgressSample[]): string {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return "";
  const seconds = (last.atMs - first.atMs) / 1_000;
  const rate = seconds > 0 ? (last.ended - first.ended) / seconds : 0;
  const left = last.planned - last.ended;
  return [
    `${last.ended}/${last.planned} runs`,
    ...(last.failed > 0 ? [`${last.failed} failed`] : []),
    ...(last.paused ? ["paused"] : []),
    ...(rate > 0 ? [`${rate.toFixed(1)} runs/s`] : []),
    ...(rate > 0 && left > 0 && !last.paused ? [`${formatSeconds(Math.ceil(left / rate))} left`] : []),
  ].join(", ");
}

function formatSeconds(seconds: number): string {
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
