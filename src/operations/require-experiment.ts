import type { Experiment } from "../domain/experiment/experiment.js";
import { ComparisonNamedError } from "../domain/experiment/experiment-errors.js";
import type { Store } from "../domain/store.js";
import { findReference } from "./find-reference.js";

/**
 * The one experiment that a reference means, as `findReference` finds it.
 *
 * @throws ExperimentNotFoundError, ExperimentReferenceAmbiguousError; ComparisonNamedError when it means a comparison of
 *         several.
 */
export async function requireExperiment(store: Store, reference: string): Promise<Experiment> {
  const { experiment, comparison } = await findReference(store, reference);
  if (experiment !== null) return experiment;
  const experiments = await Promise.all(comparison.experimentIds.map((id) => store.getExperiment(id)));
  throw new ComparisonNamedError(
    reference,
    experiments.map((experiment, index) => experiment?.name ?? (comparison.experimentIds[index] as string)),
  );
}
