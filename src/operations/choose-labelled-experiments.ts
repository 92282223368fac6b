import type { Experiment } from "../domain/experiment/experiment.js";
import { ExperimentNotFoundError } from "../domain/experiment/experiment-errors.js";
import type { GivenLabel } from "../domain/label/given-label.js";
import { LabelsMissingError } from "../domain/label/label-errors.js";
import type { Store } from "../domain/store.js";
import { requireExperiment } from "./require-experiment.js";

const RECENT_EXPERIMENTS = 200;

/**
 * The experiments whose judge is checked: those named, or those that the labels are for, oldest first.
 *
 * @throws ExperimentNotFoundError, LabelsMissingError
 */
export async function chooseLabelledExperiments(
  store: Store,
  {
    references,
    given,
    labelName,
  }: {
    readonly references: readonly string[];
    readonly given: readonly GivenLabel[] | null;
    readonly labelName: string;
  },
): Promise<readonly Experiment[]> {
  if (references.length > 0)
    return distinct(await Promise.all(references.map((reference) => requireExperiment(store, reference))));
  if (given !== null) return oldestFirst(distinct(await labelledIn(store, given)));
  const labelled: Experiment[] = [];
  for (const experiment of await store.listExperiments({ limit: RECENT_EXPERIMENTS })) {
    if ((await store.listLabelNames(experiment.id)).includes(labelName)) labelled.push(experiment);
  }
  if (labelled.length === 0) throw new LabelsMissingError(`no run has a label "${labelName}"`);
  return labelled.reverse();
}

/** Experiments that given labels name or whose runs they name; unknown runs are found out later, all at once. */
async function labelledIn(store: Store, given: readonly GivenLabel[]): Promise<readonly Experiment[]> {
  const references = new Set<string>();
  for (const { run } of given) {
    if ("experiment" in run) references.add(run.experiment);
    else {
      const experimentId =
        "runId" in run
          ? (await store.getRun(run.runId))?.experimentId
          : (await store.getTrace(run.traceId))?.experimentId;
      if (experimentId != null) references.add(experimentId);
    }
  }
  // A label is for the experiment that it names in full, and for no later one of the definition.
  return await Promise.all(
    [...references].map(async (reference) => {
      const experiment = await store.getExperiment(reference);
      if (experiment === null) throw new ExperimentNotFoundError(reference);
      return experiment;
    }),
  );
}

function distinct(experiments: readonly Experiment[]): readonly Experiment[] {
  return experiments.filter(({ id }, index) => experiments.findIndex((other) => other.id === id) === index);
}

function oldestFirst(experiments: readonly Experiment[]): readonly Experiment[] {
  return [...experiments].sort((left, right) => left.createdAt.localeCompare(right.createdAt));
}
