import type { Experiment } from "../../domain/experiment/experiment.js";
import { ExperimentNotFoundError } from "../../domain/experiment/experiment-errors.js";
import type { GivenLabel } from "../../domain/label/given-label.js";
import { LabelsMissingError } from "../../domain/label/label-errors.js";
import type { Store } from "../../domain/store.js";

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
  const named = references.length > 0 ? references : given === null ? null : await namesIn(store, given);
  if (named !== null) {
    const experiments: Experiment[] = [];
    for (const reference of named) {
      const experiment = await store.getExperiment(reference);
      if (experiment === null) throw new ExperimentNotFoundError(reference);
      if (!experiments.some(({ id }) => id === experiment.id)) experiments.push(experiment);
    }
    return references.length > 0 ? experiments : oldestFirst(experiments);
  }
  const labelled: Experiment[] = [];
  for (const experiment of await store.listExperiments({ limit: RECENT_EXPERIMENTS })) {
    if ((await store.listLabelNames(experiment.id)).includes(labelName)) labelled.push(experiment);
  }
  if (labelled.length === 0) throw new LabelsMissingError(`no run has a label "${labelName}"`);
  return labelled.reverse();
}

/** Experiments that given labels name or whose runs they name; unknown runs are found out later, all at once. */
async function namesIn(store: Store, given: readonly GivenLabel[]): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const { run } of given) {
    if ("experiment" in run) names.add(run.experiment);
    else {
      const experimentId =
        "runId" in run
          ? (await store.getRun(run.runId))?.experimentId
          : (await store.getTrace(run.traceId))?.experimentId;
      if (experimentId != null) names.add(experimentId);
    }
  }
  return [...names];
}

function oldestFirst(experiments: readonly Experiment[]): readonly Experiment[] {
  return [...experiments].sort((left, right) => left.createdAt.localeCompare(right.createdAt));
}
