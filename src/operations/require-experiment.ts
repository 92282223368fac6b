import type { Experiment } from "../domain/experiment/experiment.js";
import { ComparisonNamedError, ExperimentNotFoundError } from "../domain/experiment/experiment-errors.js";
import type { Store } from "../domain/store.js";

/**
 * The experiment of a name or id.
 *
 * @throws ExperimentNotFoundError; ComparisonNamedError when it is the name of a comparison of several.
 */
export async function requireExperiment(store: Store, reference: string): Promise<Experiment> {
  const experiment = await store.getExperiment(reference);
  if (experiment !== null) return experiment;
  const comparison = await store.getComparison(reference);
  if (comparison === null) throw new ExperimentNotFoundError(reference);
  const experiments = await Promise.all(comparison.experimentIds.map((id) => store.getExperiment(id)));
  throw new ComparisonNamedError(
    reference,
    experiments.map((experiment, index) => experiment?.name ?? (comparison.experimentIds[index] as string)),
  );
}
