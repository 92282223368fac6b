import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Run } from "../../domain/experiment/run.js";
import type { GivenLabel, LabelScale } from "../../domain/label/given-label.js";
import { LabelRunUnknownError, LabelScaleMismatchError } from "../../domain/label/label-errors.js";
import type { LabelStore, RunValue } from "../../domain/label/label-store.js";
import type { Store } from "../../domain/store.js";
import { streamRuns } from "../items/stream-runs.js";

/** A run with what people said of it, one value per annotator. */
export interface LabelledRun {
  readonly experimentId: string;
  readonly place: RunValue;
  readonly values: readonly number[];
}

/** Labels by run id, in the judge's unit. */
export type LabelsByRun = ReadonlyMap<string, LabelledRun>;

/** The labels in the store under a name. */
export async function collectStoredLabels(
  store: LabelStore,
  { experiments, labelName }: { readonly experiments: readonly Experiment[]; readonly labelName: string },
): Promise<LabelsByRun> {
  const labels = new Map<string, LabelledRun & { readonly values: number[] }>();
  for (const { id: experimentId } of experiments) {
    for await (const label of store.streamRunValues({ experimentId, name: labelName, of: "labels" })) {
      const known = labels.get(label.runId);
      if (known === undefined) labels.set(label.runId, { experimentId, place: label, values: [label.value] });
      else known.values.push(label.value);
    }
  }
  return labels;
}

/**
 * Finds the runs that given labels name.
 *
 * @throws LabelRunUnknownError when one of them is no run of the experiments.
 */
export async function resolveLabels(
  store: Store,
  {
    experiments,
    given,
  }: { readonly experiments: readonly Experiment[]; readonly given: readonly GivenLabel[] },
): Promise<LabelsByRun> {
  const runs = new Map<string, Run>();
  const add = (key: string, run: Run): unknown => runs.set(key, run);
  for (const experiment of experiments) {
    for await (const run of streamRuns(store, experiment.id)) {
      add(`run/${run.id}`, run);
      add(`trace/${run.traceId}`, run);
      for (const reference of [experiment.id, experiment.name]) {
        add(`item/${reference}/${run.itemId}/${run.repetition}`, run);
        if (experiment.repetitions === 1) add(`item/${reference}/${run.itemId}/any`, run);
      }
    }
  }
  const labels = new Map<string, LabelledRun & { readonly values: number[] }>();
  const unknown: string[] = [];
  for (const { run: named, value } of given) {
    const run = runs.get(keyOf(named));
    if (run === undefined) unknown.push(nameOf(named));
    else {
      const { id: runId, experimentId, traceId, itemId, repetition } = run;
      const place = { runId, traceId, itemId, repetition, value, metadata: {} };
      const known = labels.get(runId);
      if (known === undefined) labels.set(runId, { experimentId, place, values: [value] });
      else known.values.push(value);
    }
  }
  const [first] = unknown;
  if (first !== undefined)
    throw new LabelRunUnknownError(first, { count: unknown.length, total: given.length });
  return labels;
}

/** Maps labels to 0–1. @throws LabelScaleMismatchError for a label beyond the scale. */
export function rescaleLabels(labels: LabelsByRun, { minimum, maximum }: LabelScale): LabelsByRun {
  const rescale = (value: number): number => {
    if (value < minimum || value > maximum) throw new LabelScaleMismatchError(value, { minimum, maximum });
    return (value - minimum) / (maximum - minimum);
  };
  return new Map(
    [...labels].map(([runId, label]) => [runId, { ...label, values: label.values.map(rescale) }]),
  );
}

/** A view of the store in which these are the labels, whatever it holds itself. */
export function withLabels(store: LabelStore, labels: LabelsByRun): LabelStore {
  return {
    listLabelNames: (experimentId) => store.listLabelNames(experimentId),
    averageCosts: (experimentId) => store.averageCosts(experimentId),
    streamRunValues: (key) =>
      key.of === "labels" ? streamLabels(labels, key.experimentId) : store.streamRunValues(key),
  };
}

async function* streamLabels(labels: LabelsByRun, experimentId: string): AsyncGenerator<RunValue> {
  for (const label of labels.values()) {
    if (label.experimentId !== experimentId) continue;
    for (const value of label.values) yield { ...label.place, value };
  }
}

function keyOf(named: GivenLabel["run"]): string {
  if ("runId" in named) return `run/${named.runId}`;
  if ("traceId" in named) return `trace/${named.traceId}`;
  return `item/${named.experiment}/${named.itemId}/${named.repetition ?? "any"}`;
}

function nameOf(named: GivenLabel["run"]): string {
  if ("runId" in named) return `run ${named.runId}`;
  if ("traceId" in named) return `trace ${named.traceId}`;
  const { experiment, itemId, repetition } = named;
  return `item ${itemId} of experiment ${experiment}${repetition === null ? " (without a repetition, which is needed when there are several)" : `, repetition ${repetition}`}`;
}
