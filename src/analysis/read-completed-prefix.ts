import type { MetricKey, TraceStore } from "../domain/store.js";

/** Runs of one page. */
const RUNS_PER_PAGE = 2_000;

type RunValue = Awaited<ReturnType<TraceStore["listRunValues"]>>[number];

/** Differences of the items at the beginning of the order that both arms have finished. */
export interface CompletedPrefix {
  /** Candidate minus baseline, in the recorded order; means over repetitions. */
  readonly differences: readonly number[];
  /** Items without a value on one side. */
  readonly dropped: number;
}

/**
 * Reads the prefix of items for which all repetitions of both arms have ended. An item that is faster than those before
 * it waits for them: taking items as they arrive would favour the easy ones.
 */
export async function readCompletedPrefix(
  store: Pick<TraceStore, "listRunValues">,
  {
    baseline,
    candidate,
    repetitions,
  }: {
    readonly baseline: MetricKey;
    readonly candidate: MetricKey;
    readonly repetitions: number;
  },
): Promise<CompletedPrefix> {
  const differences: number[] = [];
  let dropped = 0;
  const page = Math.max(1, Math.floor(RUNS_PER_PAGE / repetitions)) * repetitions;
  for (let fromOrdinal = 0; ; fromOrdinal += page) {
    const range = { fromOrdinal, limit: page };
    const [left, right] = await Promise.all([
      store.listRunValues(baseline, range),
      store.listRunValues(candidate, range),
    ]);
    for (let start = 0; start < page; start += repetitions) {
      const before = left.slice(start, start + repetitions);
      const after = right.slice(start, start + repetitions);
      if (!isFinished(before, repetitions) || !isFinished(after, repetitions))
        return { differences, dropped };
      const difference = subtract(mean(after), mean(before));
      if (difference === null) dropped += 1;
      else differences.push(difference);
    }
  }
}

function isFinished(runs: readonly RunValue[], repetitions: number): boolean {
  return runs.length === repetitions && runs.every(({ ended }) => ended);
}

function mean(runs: readonly RunValue[]): number | null {
  const values = runs.map(({ value }) => value).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Snapped, so that float noise makes no difference where there is none. */
function subtract(after: number | null, before: number | null): number | null {
  if (after === null || before === null) return null;
  const difference = after - before;
  return Math.abs(difference) < 1e-12 ? 0 : Number(difference.toFixed(12));
}
