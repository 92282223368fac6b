import type { MeasuredItem, Measurement } from "../../domain/baseline/measurement.js";
import type { ItemMean, MetricKey, ScoreNameOverview } from "../../domain/score/score-store.js";
import type { Store } from "../../domain/store.js";

/**
 * The store with some experiments' values replaced by measurements: those of a file, of several experiments together, or
 * of some items only. All that reads an experiment item by item then reads those.
 */
export function measuredStore(store: Store, measured: ReadonlyMap<string, Measurement>): Store {
  return {
    ...store,
    streamItemMeans(metric) {
      const measurement = measured.get(metric.experimentId);
      return measurement === undefined
        ? store.streamItemMeans(metric)
        : itemMeans(measurement, nameOf(metric));
    },
    // Repetitions of several experiments, or of a file, are no repetitions of one design.
    streamItemPasses: (metric) =>
      measured.has(metric.experimentId) ? nothing() : store.streamItemPasses(metric),
    async countRuns(experimentId) {
      const measurement = measured.get(experimentId);
      return measurement === undefined ? await store.countRuns(experimentId) : countRuns(measurement);
    },
    async listScoreNames(experimentId) {
      const measurement = measured.get(experimentId);
      return measurement === undefined ? await store.listScoreNames(experimentId) : scoreNames(measurement);
    },
  };
}

async function* nothing(): AsyncGenerator<never> {
  yield* [];
}

const nameOf = (metric: MetricKey): string => ("score" in metric ? metric.score : metric.runMetric);

async function* itemMeans({ items }: Measurement, metric: string): AsyncGenerator<ItemMean> {
  for (const { id, values } of items) {
    const known = values.get(metric) ?? [];
    if (known.length > 0) yield { itemId: id, ...describe(known) };
  }
}

/** What is left of equal values by rounding is no variance. */
function describe(values: readonly number[]): Omit<ItemMean, "itemId"> {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, values: values.length, variance: null };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const variance = squares / (values.length - 1);
  return { mean, values: values.length, variance: variance <= 1e-12 * mean * mean ? 0 : variance };
}

function countRuns({ repetitions, items }: Measurement) {
  const planned = repetitions * items.length;
  const ended = sumOf(items, ({ runs }) => runs);
  const failed = sumOf(items, (item) => item.failed);
  return { planned, pending: planned - ended, running: 0, completed: ended - failed, failed, cancelled: 0 };
}

function scoreNames(measurement: Measurement): ScoreNameOverview[] {
  const { completed } = countRuns(measurement);
  return measurement.metrics.flatMap(({ name, kind, dataType = "NUMERIC", fingerprints }) => {
    if (kind !== "score") return [];
    const scored = sumOf(measurement.items, ({ values }) => values.get(name)?.length ?? 0);
    const overview = { name, evaluatorId: null, dataType, scored, unscored: completed - scored };
    return [{ ...overview, fingerprints }];
  });
}

function sumOf(items: readonly MeasuredItem[], figure: (item: MeasuredItem) => number): number {
  return items.reduce((sum, item) => sum + figure(item), 0);
}
