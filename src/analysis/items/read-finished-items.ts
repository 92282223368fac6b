import { StoredValueInvalidError } from "../../domain/comparison/comparison-errors.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { MetricSummary, PassOfRepetitions } from "../../domain/experiment/experiment-summary.js";
import type { ScoreStore } from "../../domain/score/score-store.js";
import { metricKey } from "./metric-key.js";
import { passOfItem } from "./pass-of-item.js";

/** Runs of one page. */
const RUNS_PER_PAGE = 2_000;

/** A metric whose values are read run by run; pass@k and pass^k from the runs of the score that they are made of. */
export interface RunMetricOf extends Pick<MetricSummary, "kind" | "name"> {
  readonly passes?: PassOfRepetitions | undefined;
}

type RunValue = Awaited<ReturnType<ScoreStore["listRunValues"]>>[number];

/** An item whose repetitions have all ended; the mean of those with a value, null without any. */
export interface FinishedItem {
  readonly itemId: string;
  readonly mean: number | null;
  /** Share of its repetitions that have no value, from 0 to 1. */
  readonly missing: number;
}

/** One side's values. */
export interface PrefixArm {
  readonly experiment: Experiment;
  readonly metric: RunMetricOf;
  /** What a failed run counts as; null = its value is missing. */
  readonly failureValue: number | null;
}

/**
 * The items at the beginning of an experiment's order whose repetitions have all ended. An item that is faster than
 * those before it waits for them: taking items as they arrive would favour the easy ones.
 *
 * @throws StoredValueInvalidError at a NaN or an infinity, naming experiment, metric and item.
 */
export async function* readFinishedItems(
  store: Pick<ScoreStore, "listRunValues">,
  { experiment, metric, failureValue }: PrefixArm,
): AsyncGenerator<FinishedItem> {
  const { id, name, repetitions } = experiment;
  const { passes } = metric;
  const key = passes === undefined ? metricKey(id, metric) : { experimentId: id, score: passes.of };
  const page = Math.max(1, Math.floor(RUNS_PER_PAGE / repetitions)) * repetitions;
  for (let fromOrdinal = 0; ; fromOrdinal += page) {
    const runs = await store.listRunValues(key, { fromOrdinal, limit: page });
    for (let start = 0; start < page; start += repetitions) {
      const item = runs.slice(start, start + repetitions);
      const [first] = item;
      if (first === undefined || item.length < repetitions || item.some(({ ended }) => !ended)) return;
      const values = valuesOf(item, failureValue);
      const mean = values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
      const { itemId } = first;
      if (mean !== null && !Number.isFinite(mean))
        throw new StoredValueInvalidError({ experiment: name, metric: metric.name, itemId, value: mean });
      if (passes === undefined) yield { itemId, mean, missing: 1 - values.length / repetitions };
      else {
        const passed = values.filter((value) => value >= passes.threshold).length;
        const pass = passOfItem(passes, { values: values.length, passed });
        yield { itemId, mean: pass, missing: pass === null ? 1 : 0 };
      }
    }
  }
}

function valuesOf(runs: readonly RunValue[], failureValue: number | null): number[] {
  return runs.map(({ value, failed }) => (failed ? failureValue : value)).filter((value) => value !== null);
}
