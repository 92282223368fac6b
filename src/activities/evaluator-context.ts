import type { Experiment } from "../domain/experiment/experiment.js";
import type { Run } from "../domain/experiment/run.js";
import type { EvaluatorArguments, EvaluatorContext } from "../domain/score/evaluator.js";
import { createArtifactSource } from "./artifact-source.js";
import type { CallSlot } from "./call-slots.js";
import { requireItem } from "./experiment-cache.js";
import { type LentModels, lendModels } from "./lend-models.js";
import type { ActivityPorts } from "./ports.js";
import type { RecordedTrace } from "./record-trace.js";

/** What an evaluator gets for one run. */
export function createEvaluatorContext(
  ports: ActivityPorts,
  judging: {
    readonly experiment: Experiment;
    readonly run: Run;
    readonly step: string;
    readonly failures: number;
    readonly tryNumber: number;
    readonly trace: RecordedTrace;
    readonly signal: AbortSignal;
    readonly slot: CallSlot | null;
  },
): { readonly context: EvaluatorContext; readonly lent: LentModels } {
  const { experiment, run, step, failures, tryNumber, trace, signal, slot } = judging;
  const lent = lendModels(ports, {
    experiment,
    step,
    failures,
    signal,
    slot,
    traceId: run.traceId,
    tryNumber,
    parentObservationId: trace.currentId,
  });
  const context: EvaluatorContext = {
    trace: trace.recorder,
    signal,
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
