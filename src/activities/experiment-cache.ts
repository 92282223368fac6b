import { ApplicationFailure } from "@temporalio/common";
import type { DatasetItem } from "../domain/dataset/dataset.js";
import type { DatasetStore } from "../domain/dataset/dataset-store.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import { ExperimentNotFoundError } from "../domain/experiment/experiment-errors.js";
import type { ExperimentStore } from "../domain/experiment/experiment-store.js";
import type { Run } from "../domain/experiment/run.js";
import type { RunStore } from "../domain/experiment/run-store.js";

const MAXIMUM_EXPERIMENTS = 100;

/** Reads experiments once per worker: their definition never changes while they run. */
export function createExperimentCache(
  store: Pick<ExperimentStore, "getExperiment">,
): (id: string) => Promise<Experiment> {
  const known = new Map<string, Experiment>();
  return async (id) => {
    const cached = known.get(id);
    if (cached !== undefined) return cached;
    const experiment = await store.getExperiment(id);
    if (experiment === null) throw permanent(new ExperimentNotFoundError(id));
    if (known.size >= MAXIMUM_EXPERIMENTS) known.delete(known.keys().next().value as string);
    known.set(id, experiment);
    return experiment;
  };
}

/** An experiment as the store has it now. */
export async function readExperiment(
  store: Pick<ExperimentStore, "getExperiment">,
  id: string | null,
): Promise<Experiment> {
  const experiment = id === null ? null : await store.getExperiment(id);
  if (experiment === null) throw permanent(new Error(`Experiment ${id} is gone from the store`));
  return experiment;
}

/** The run, which the plan has put into the store. */
export async function requireRun(store: Pick<RunStore, "getRun">, runId: string): Promise<Run> {
  const run = await store.getRun(runId);
  if (run === null)
    throw ApplicationFailure.nonRetryable(
      `Run ${runId} is not in the store this worker uses`,
      "RunNotFoundError",
    );
  return run;
}

/** The run's item, as it was in the dataset version of its experiment. */
export async function requireItem(
  store: Pick<DatasetStore, "getItem">,
  { datasetId, datasetVersion: version }: Experiment,
  { itemId }: Run,
): Promise<DatasetItem> {
  const item = await store.getItem({ datasetId, version, itemId });
  if (item === null)
    throw ApplicationFailure.nonRetryable(
      `Item ${itemId} is not in the dataset version`,
      "DatasetItemNotFoundError",
    );
  return item;
}

/** An error that no retry mends, with its class as failure type. */
export function permanent(error: Error): ApplicationFailure {
  return ApplicationFailure.nonRetryable(error.message, error.name);
}
