import type { Experiment } from "../domain/experiment.js";
import { evaluationId } from "../domain/ids.js";
import type { ExperimentActivities } from "./activity-interface.js";
import { toFailure } from "./call-user-code.js";
import { evaluationStep, needsEvaluation } from "./evaluation-round.js";
import { createEvaluatorContext, readJudged } from "./evaluator-context.js";
import { requireRun } from "./experiment-cache.js";
import type { ActivityPorts } from "./ports.js";
import { recordTrace } from "./record-trace.js";
import { storeEvaluation } from "./store-evaluation.js";

/** An evaluator that computes may not take long: it would hold up every workflow of the worker. */
const COMPUTING_TIMEOUT_MS = 20_000;

/** All evaluators that only compute, on one run, in one go. One that throws is a failed evaluation. */
export function evaluateComputing(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["evaluateComputing"] {
  return async ({ runId, evaluatorIds, round }) => {
    const run = await requireRun(ports.store, runId);
    const experiment = await requireExperiment(run.experimentId);
    const judged = await readJudged(ports, experiment, run);
    const computing = experiment.evaluators.filter(({ mode }) => mode === "computes").map(({ id }) => id);
    let failed = 0;
    for (const id of evaluatorIds ?? computing) {
      const evaluator = ports.registry.getEvaluator({ definition: experiment.definition, id });
      const existing = await ports.store.getEvaluation(evaluationId(runId, id));
      if (!needsEvaluation(existing, evaluator, round)) continue;
      const step = evaluationStep(id, round);
      const { context } = createEvaluatorContext(ports, {
        ...{ experiment, run, step, failures: 0, slot: null },
        trace: recordTrace({ traceId: run.traceId, step }, ports.now),
        signal: AbortSignal.timeout(COMPUTING_TIMEOUT_MS),
      });
      const startedAt = ports.now().toISOString();
      const result = await Promise.resolve()
        .then(async () => ({ scores: await evaluator.evaluate(judged, context) }))
        .catch((error: unknown) => ({ failure: toFailure(error) }));
      if ("failure" in result) failed += 1;
      await storeEvaluation(ports, { run, evaluator, startedAt, costUsd: null, result });
    }
    return { failed };
  };
}
