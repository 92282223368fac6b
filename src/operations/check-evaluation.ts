import type { Experiment } from "../domain/experiment/experiment.js";
import type { ModelGateway } from "../domain/model/models.js";
import type { Store } from "../domain/store.js";
import type { ConfigurationRegistry } from "../registry.js";
import { requireExperiment } from "./require-experiment.js";

/**
 * Looks whether an experiment can be evaluated by evaluators of these names, or by its own where none are named, before
 * anything is started. Keys are looked for when this process will be the worker itself.
 *
 * @throws ExperimentNotFoundError, EvaluatorNotFoundError, ModelKeyMissingError and what else is wrong with a provider's
 * variables.
 */
export async function checkEvaluation(
  {
    store,
    registry,
    gateway,
  }: {
    readonly store: Store;
    readonly registry: ConfigurationRegistry;
    readonly gateway: Pick<ModelGateway, "requireKeys">;
  },
  {
    reference,
    evaluators: named,
    isWorkedHere,
  }: {
    readonly reference: string;
    readonly evaluators: readonly string[];
    readonly isWorkedHere: boolean;
  },
): Promise<Experiment> {
  const experiment = await requireExperiment(store, reference);
  const { definition } = experiment;
  const ids = named.length > 0 ? named : experiment.evaluators.map(({ id }) => id);
  const evaluators = ids.map((id) => registry.getEvaluator({ definition, id }));
  if (isWorkedHere) gateway.requireKeys(evaluators.flatMap(({ models }) => models ?? []));
  return experiment;
}
