import type { Experiment } from "../domain/experiment/experiment.js";
import type { Run } from "../domain/experiment/run.js";
import type { EvaluatorArguments, EvaluatorContext } from "../domain/score/evaluator.js";
import { createArtifactSource } from "./artifact-source.js";
import type { CallPlace } from "./call-place.js";
import { requireItem } from "./experiment-cache.js";
import { type LentModels, lendModels } from "./lend-models.js";
import type { ActivityPorts } from "./ports.js";
import type { RecordedTrace } from "./record-trace.js";

/** What an evaluator gets for one run. */
export function createEvaluatorContext(
  ports: ActivityPorts,
  judging: Omit<CallPlace, "traceId" | "parentObservationId"> & {
    readonly run: Run;
    readonly trace: RecordedTrace;
  },
): { readonly context: EvaluatorContext; readonly lent: LentModels } {
  const { run, trace, ...place } = judging;
  const lent = lendModels(ports, {
    ...place,
    traceId: run.traceId,
    parentObservationId: trace.currentId,
  });
  const context: EvaluatorContext = {
    trace: trace.recorder,
    signal: place.signal,
    models: lent.models,
    artifacts: createArtifactSource(ports.store),
    listObservations: () => ports.store.listObservations(run.traceId),
    run: { latencyMs: run.latencyMs, costUsd: run.costUsd },
  };
  return { context, lent };
}

/** What an evaluator judges: the run's item and output. */
export async function readJudged(
  { store }: ActivityPorts,
  experiment: Experiment,
  run: Run,
): Promise<EvaluatorArguments> {
  const { input, expectedOutput, metadata } = await requireItem(store, experiment, run);
  return { input, output: run.output, expected: expectedOutput ?? undefined, metadata };
}
