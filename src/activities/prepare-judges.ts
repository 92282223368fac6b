import { budgetScope } from "../domain/experiment/budget-scope.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import { traceId } from "../domain/ids.js";
import { findTransientModelError, findUnusableReply } from "../domain/model/model-errors.js";
import type { Evaluator } from "../domain/score/evaluator.js";
import { createArtifactSource } from "./artifact-source.js";
import { slotOf } from "./call-slots.js";
import { lendModels } from "./lend-models.js";
import type { ActivityPorts } from "./ports.js";
import { beginStepTry } from "./step-try.js";

/** Repetition of the trace that belongs to the experiment itself. */
const NO_REPETITION = -1;

/**
 * Makes what evaluators need once before any run, such as a judge's evaluation steps. Its model calls are recorded in
 * a trace of the experiment's own. What is there already is not made again.
 */
export async function prepareJudges(
  ports: ActivityPorts,
  experiment: Experiment,
  { evaluators, signal }: { readonly evaluators: readonly Evaluator[]; readonly signal: AbortSignal },
): Promise<void> {
  const preparing = evaluators.filter(({ prepare }) => prepare !== undefined);
  if (preparing.length === 0) return;
  const { id, name, variant, limits } = experiment;
  const trace = traceId({ experimentId: id, itemId: "", repetition: NO_REPETITION });
  await ports.store.putTrace({
    id: trace,
    name: `${name} preparation`,
    runId: null,
    experimentId: id,
    timestamp: experiment.createdAt,
    input: null,
    output: null,
    metadata: { variant },
  });
  for (const evaluator of preparing) {
    const step = `prepare/${evaluator.id}`;
    const begun = await beginStepTry(ports, { id: `${id}/${step}`, scope: budgetScope(experiment) });
    const { models } = lendModels(ports, {
      experiment,
      traceId: trace,
      step,
      failures: begun.failures,
      tryNumber: begun.number,
      signal,
      parentObservationId: () => null,
      slot: slotOf(experiment, limits.concurrency),
    });
    try {
      await evaluator.prepare?.({ models, artifacts: createArtifactSource(ports.store), signal });
      await begun.succeed();
    } catch (error) {
      // A reply without an answer may be followed by one; what else is no passing failure ends the experiment before
      // anything else is paid.
      const isPermanent = findTransientModelError(error) === null && findUnusableReply(error) === null;
      await begun.fail(error, { maxAttempts: limits.maxAttempts, isPermanent, place: step });
      throw error;
    }
  }
}
