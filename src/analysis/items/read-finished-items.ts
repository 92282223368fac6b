import { StoredValueInvalidError } from "../../domain/comparison/comparison-errors.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { MetricKey, ScoreStore } from "../../domain/score/score-store.js";

/** Runs of one page. */
const RUNS_PER_PAGE = 2_000;

type RunValue = Awaited<ReturnType<ScoreStore["listRunValues"]>>[number];

/** An item whose repetitions have all ended; the mean of those with a value, null without any. */
export interface FinishedItem {
  readonly itemId: string;
  readonly mean: number | null;
  /** Share of its repetitions that have no value, from 0 to 1. */
  readonly missing: number;
}

/**
 * The items at the beginning of an experiment's order whose repetitions have all ended. An item that is faster than
 * those before it waits for them: taking items as they arrive would favour the easy ones.
 *
 * @throws StoredValueInvalidError at a NaN or an infinity, naming experiment, metric and item.
 */
export async function* readFinishedItems(
  store: Pick<ScoreStore, "listRunValues">,
  {
    experiment,
    metric,
    failureValue,
  }: {
    readonly experiment: Experiment;
    readonly metric: MetricKey;
    /** What a failed run counts as; null = its value is missing. */
    readonly failureValue: number | null;
  },
): AsyncGenerator<FinishedItem> {
  const { name, repetitions } = experiment;
  const page = Math.max(1, Math.floor(RUNS_PER_PAGE / repetitions)) * repetitions;
  for (let fromOrdinal = 0; ; fromOrdinal += page) {
    const runs = await store.listRunValues(metric, { fromOrdinal, limit: page });
    for (let start = 0; start < page; start += repetitions) {
      const item = runs.slice(start, start + repetitions);
      const [first] = item;
      if (first === undefined || item.length < repetitions || item.some(({ ended }) => !ended)) return;
      const values = valuesOf(item, failureValue);
      const mean = values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
      if (mean !== null && !Number.isFinite(mean)) {
        const measured = "score" in metric ? metric.score : metric.runMetric;
        throw new StoredValueInvalidError({
          experiment: name,
          metric: measured,
          itemId: first.itemId,
          value: mean,
        });
      }
      yield { itemId: first.itemId, mean, missing: 1 - values.length / repetitions };
    }
  }
}

function valuesOf(runs: readonly RunValue[], failureValue: number | null): number[] {
  return runs.map(({ value, failed }) => (failed ? failureValue : value)).filter((value) => value !== null);
}
