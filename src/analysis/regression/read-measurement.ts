import type { MeasuredItem, MeasuredMetric, Measurement } from "../../domain/baseline/measurement.js";
import { StoredValueInvalidError } from "../../domain/comparison/comparison-errors.js";
import type { DatasetItem } from "../../domain/dataset/dataset.js";
import { itemContent } from "../../domain/dataset/item-content.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";
import { streamPages } from "../../domain/stream-pages.js";
import { compareItemIds } from "../items/compare-item-ids.js";
import { metricKey } from "../items/metric-key.js";
import { summarizeExperiment } from "../summary/summarize-experiment.js";

const RUNS_PER_PAGE = 2_000;
const COMPARED_ITEMS_PER_PAGE = 500;

interface Draft {
  readonly values: Map<string, number[]>;
  runs: number;
  completed: number;
}

/**
 * Reads all that an experiment measured, item by item, with the hash of what each item said in its dataset version.
 *
 * Memory  all items at once: some hundred bytes each, and a number per value.
 * @throws StoredValueInvalidError at a NaN or an infinity, naming experiment, metric and item.
 */
export async function readMeasurement(store: Store, experiment: Experiment): Promise<Measurement> {
  const summary = experiment.summary ?? (await summarizeExperiment(store, experiment));
  const measured = summary.metrics.filter(({ passes }) => passes === undefined);
  const metrics = measured.map(({ name, kind, dataType, fingerprints }): MeasuredMetric => {
    const metric = { name, kind, fingerprints: [...fingerprints].sort() };
    return dataType === undefined ? metric : { ...metric, dataType };
  });
  const drafts = new Map<string, Draft>();
  await readRuns(store, { experiment, drafts });
  for (const metric of metrics) await readValues(store, { experiment, metric, drafts });
  const contents = await readContents(store, experiment);
  const items = [...drafts].map(
    ([id, { values, runs, completed }]): MeasuredItem => ({
      id,
      content: contents.get(id) ?? "",
      runs,
      failed: runs - completed,
      values,
    }),
  );
  items.sort((left, right) => compareItemIds(left.id, right.id));
  return { repetitions: experiment.repetitions, metrics, items };
}

/** Every run that completed has a latency; what ended without one has failed. */
async function readRuns(
  store: Store,
  { experiment, drafts }: { readonly experiment: Experiment; readonly drafts: Map<string, Draft> },
): Promise<void> {
  for await (const { itemId, ended, value } of runValues(store, {
    experiment,
    metric: { name: "latency_ms", kind: "latency" },
  })) {
    const draft = drafts.get(itemId) ?? { values: new Map(), runs: 0, completed: 0 };
    drafts.set(itemId, draft);
    if (ended) draft.runs += 1;
    if (value !== null) draft.completed += 1;
  }
}

async function readValues(
  store: Store,
  {
    experiment,
    metric,
    drafts,
  }: {
    readonly experiment: Experiment;
    readonly metric: MeasuredMetric;
    readonly drafts: ReadonlyMap<string, Draft>;
  },
): Promise<void> {
  for await (const { itemId, value } of runValues(store, { experiment, metric })) {
    if (value === null) continue;
    if (!Number.isFinite(value))
      throw new StoredValueInvalidError({
        experiment: experiment.name,
        metric: metric.name,
        itemId,
        value,
      });
    const values = drafts.get(itemId)?.values;
    if (values === undefined) continue;
    const known = values.get(metric.name);
    if (known === undefined) values.set(metric.name, [value]);
    else known.push(value);
  }
}

async function* runValues(
  store: Store,
  {
    experiment: { id },
    metric,
  }: { readonly experiment: Experiment; readonly metric: Pick<MeasuredMetric, "name" | "kind"> },
) {
  const key = metricKey(id, metric);
  for (let fromOrdinal = 0; ; fromOrdinal += RUNS_PER_PAGE) {
    const page = await store.listRunValues(key, { fromOrdinal, limit: RUNS_PER_PAGE });
    if (page.length === 0) return;
    yield* page;
  }
}

async function readContents(
  store: Store,
  { datasetId, datasetVersion: version }: Experiment,
): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>();
  const limit = COMPARED_ITEMS_PER_PAGE;
  const pages = streamPages(limit, (last: DatasetItem | null) =>
    store.listItems({ datasetId, version, afterPosition: last?.position ?? -1, limit }),
  );
  for await (const page of pages) for (const item of page) contents.set(item.id, itemContent(item));
  return contents;
}
