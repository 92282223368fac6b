import { createArtifactSource } from "../activities/artifact-source.js";
import type { CallEstimate } from "../activities/estimate-call.js";
import type { DatasetItem } from "../domain/dataset/dataset.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { ExperimentEstimate } from "../domain/experiment/experiment-estimate.js";
import type { JsonValue } from "../domain/json/json.js";
import { parsePipelineConfig, parsePipelineInput } from "../domain/pipeline/pipeline-input.js";
import type { EvaluatorContext } from "../domain/score/evaluator.js";
import type { Store } from "../domain/store.js";
import type { TraceRecorder } from "../domain/trace/trace-recorder.js";
import type { StartContext } from "../operations/start-context.js";
import type { ConfigurationRegistry } from "../registry.js";
import { createDryModels } from "./dry-models.js";

/** Items that are tried; the rest is taken to be like them. */
const SAMPLED_ITEMS = 5;

/**
 * Estimates calls, tokens and cost of a planned experiment from its first items, sending nothing: prompts are built
 * and measured, answers are placeholders. Tokens are estimated by length; outputs by the form that is asked for, else by
 * their limit or a usual length.
 */
export async function estimateExperiment(
  { store, registry, gateway }: Pick<StartContext, "store" | "registry" | "gateway">,
  experiment: Experiment,
): Promise<ExperimentEstimate> {
  const at = { datasetId: experiment.datasetId, version: experiment.datasetVersion };
  const all = await store.countItems(at);
  const items = await store.listItems({ ...at, limit: Math.min(SAMPLED_ITEMS, experiment.itemLimit ?? all) });
  const runs = Math.min(all, experiment.itemLimit ?? all) * experiment.repetitions;
  const models = createDryModels(gateway);
  const base: Omit<EvaluatorContext, "listObservations" | "run"> = {
    models,
    trace: NO_TRACE,
    signal: new AbortController().signal,
    artifacts: readOnly(store),
  };
  const evaluators = registry.listEvaluators(experiment.definition);
  const estimable = evaluators.filter(({ waitsForModelsOnly }) => waitsForModelsOnly === true);
  for (const evaluator of estimable) await evaluator.prepare?.(base);
  const prepared = sumOf(models.estimates);
  const callsBefore = models.estimates.length;
  for (const item of items) {
    const output = await dryPipeline({ registry, experiment, item, base });
    const { input, expectedOutput, metadata } = item;
    const judged = { input, output, metadata, expected: expectedOutput ?? undefined };
    const context = { ...base, listObservations: async () => [], run: { latencyMs: 0, costUsd: 0 } };
    for (const evaluator of estimable) await evaluator.evaluate(judged, context);
  }
  const sampled = sumOf(models.estimates.slice(callsBefore));
  const factor = items.length === 0 ? 0 : runs / items.length;
  const cost = (of: number | null, more: number | null) =>
    of === null || more === null ? null : of + more * factor;
  const pipeline = registry.getPipeline(experiment.pipeline);
  return {
    variant: experiment.variant,
    runs,
    sampledItems: items.length,
    calls: Math.round(prepared.calls + sampled.calls * factor),
    inputTokens: Math.round(prepared.inputTokens + sampled.inputTokens * factor),
    outputTokens: Math.round(prepared.outputTokens + sampled.outputTokens * factor),
    costUsd: cost(prepared.costUsd, sampled.costUsd),
    unpricedModels: [...models.unpricedModels],
    notEstimated: [
      ...(pipeline.waitsForModelsOnly === true ? [] : [`pipeline ${experiment.pipeline}`]),
      ...evaluators
        .filter(({ mode, waitsForModelsOnly }) => mode === "waits" && waitsForModelsOnly !== true)
        .map(({ id }) => `evaluator ${id}`),
    ],
  };
}

async function dryPipeline({
  registry,
  experiment,
  item,
  base,
}: {
  readonly registry: ConfigurationRegistry;
  readonly experiment: Experiment;
  readonly item: DatasetItem;
  readonly base: Pick<EvaluatorContext, "models" | "signal" | "trace">;
}): Promise<JsonValue> {
  const pipeline = registry.getPipeline(experiment.pipeline);
  // Code that may do anything is not run before it is meant to; its judges see what is expected instead.
  if (pipeline.waitsForModelsOnly !== true) return item.expectedOutput ?? item.input;
  const { pipeline: pipelineName, variant, config } = experiment;
  return (await pipeline.run({
    ...base,
    input: parsePipelineInput(pipeline, { pipelineName, itemId: item.id, input: item.input }),
    config: parsePipelineConfig(pipeline, { pipelineName, variant, config }),
    item: { id: item.id, metadata: item.metadata },
    repetition: 0,
  } as never)) as JsonValue;
}

const NO_TRACE: TraceRecorder = {
  traceId: "0".repeat(32),
  observe: async (_observation, work) => await work({ id: "0".repeat(16), update: () => undefined }),
};

/** Finds what is stored, keeps nothing: a placeholder must never become a frozen artefact. */
function readOnly(store: Store): EvaluatorContext["artifacts"] {
  const made = new Map<string, JsonValue>();
  return createArtifactSource({
    getArtifact: async (id) => (await store.getArtifact(id)) ?? made.get(id) ?? null,
    putArtifact: async (id, { body }) => {
      made.set(id, body);
      return body;
    },
  });
}

function sumOf(estimates: readonly CallEstimate[]) {
  const sum = { calls: estimates.length, inputTokens: 0, outputTokens: 0, costUsd: 0 as number | null };
  for (const { inputTokens, outputTokens, costUsd } of estimates) {
    sum.inputTokens += inputTokens;
    sum.outputTokens += outputTokens;
    sum.costUsd = sum.costUsd === null || costUsd === null ? null : sum.costUsd + costUsd;
  }
  return sum;
}
