import { z } from "zod";
import type { ExperimentDefinition } from "../config.js";
import type { Dataset } from "../domain/dataset/dataset.js";
import { type Experiment, PLAIN_VARIANT } from "../domain/experiment/experiment.js";
import { Limits } from "../domain/experiment/limits.js";
import { pinEvaluators } from "../domain/experiment/pin-evaluators.js";
import { parseOption } from "./parse-option.js";
import type { StartContext } from "./start-context.js";
import type { StartOptions } from "./start-options.js";

/** What the experiments of one start have in common. */
export type ExperimentBase = Omit<
  Experiment,
  "id" | "name" | "variant" | "config" | "workflowId" | "comparisonId"
>;

/** What a definition and the options of a start say of all its experiments. @throws ExperimentOptionsInvalidError */
export function buildExperimentBase(
  { registry, codeVersion, now }: StartContext,
  {
    definition,
    options,
    dataset,
    version,
  }: {
    readonly definition: ExperimentDefinition;
    readonly options: StartOptions;
    readonly dataset: Dataset;
    readonly version: string;
  },
): ExperimentBase {
  const limits = parseOption(definition.name, Limits, {
    ...definition.limits,
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(options.budgetUsd === undefined ? {} : { budgetUsd: options.budgetUsd }),
  });
  const repetitions = parseOption(
    definition.name,
    z.int().min(1).max(1_000),
    options.repetitions ?? definition.repetitions ?? 1,
  );
  const itemLimit =
    options.limit === undefined ? null : parseOption(definition.name, z.int().min(1), options.limit);
  return {
    description: definition.description ?? null,
    definition: definition.name,
    role: PLAIN_VARIANT,
    datasetId: dataset.id,
    datasetName: dataset.name,
    datasetVersion: version,
    itemLimit,
    pipeline: definition.pipeline,
    evaluators: pinEvaluators(registry.listEvaluators(definition.name), limits),
    repetitions,
    orderSeed: null,
    cache: definition.cache ?? false,
    limits,
    passThresholds: { ...definition.passThresholds },
    ...(definition.gate === undefined ? {} : { gate: definition.gate }),
    metadata: { ...definition.metadata, ...options.metadata, dataset_version: version },
    status: "pending",
    codeVersion,
    runCount: null,
    summary: null,
    error: null,
    createdAt: now.toISOString(),
    startedAt: null,
    endedAt: null,
  };
}
