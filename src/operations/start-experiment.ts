import { z } from "zod";
import type { ExperimentDefinition } from "../config.js";
import { type Comparison, ComparisonPolicy } from "../domain/comparison/comparison.js";
import { parseComparisonPolicy } from "../domain/comparison/comparison-policy.js";
import type { Dataset } from "../domain/dataset/dataset.js";
import { type CodeVersion, type Experiment, PLAIN_VARIANT } from "../domain/experiment/experiment.js";
import {
  ExperimentAlreadyExistsError,
  ExperimentOptionsInvalidError,
  VariantNotFoundError,
} from "../domain/experiment/experiment-errors.js";
import { Limits } from "../domain/experiment/limits.js";
import { comparisonId, experimentId } from "../domain/ids.js";
import { ModelPriceUnknownError } from "../domain/model/model-errors.js";
import type { ModelGateway } from "../domain/model/models.js";
import { checkName } from "../domain/names.js";
import { parsePipelineConfig } from "../domain/pipeline/pipeline-input.js";
import type { Store } from "../domain/store.js";
import type { ConfigurationRegistry } from "../registry.js";
import { checkScales } from "./check-scales.js";
import { pinDataset } from "./datasets/find-dataset.js";
import type { ExperimentBase } from "./experiment-base.js";
import { planAnchors } from "./plan-anchors.js";

/** What a start may change of a definition. */
export interface StartOptions {
  /** Name of an experiment of the configuration. */
  readonly definition: string;
  /** These variants only. */
  readonly variants?: readonly string[];
  /** `NAME` or `NAME@VERSION`. */
  readonly dataset?: string;
  /** Runs per item. */
  readonly repetitions?: number;
  /** The first so many items only. */
  readonly limit?: number;
  /** Instead of `<definition>-<variant>-<start time>`; with several variants the variant is appended. */
  readonly name?: string;
  /** Calls in flight at once. */
  readonly concurrency?: number;
  /** Instead of the definition's `limits.budgetUsd`. */
  readonly budgetUsd?: number;
  /** Any JSON object, kept with the experiments. */
  readonly metadata?: Experiment["metadata"];
}

/** The rows of a start: one experiment per variant, and their comparison when there are several. */
export interface PlannedStart {
  readonly experiments: readonly Experiment[];
  readonly comparison: Comparison | null;
  /** The definition's anchors, judged beside them; null without. */
  readonly anchors: Experiment | null;
}

/** What planning needs to look at. */
export interface StartContext {
  readonly store: Store;
  readonly registry: ConfigurationRegistry;
  readonly gateway: Pick<ModelGateway, "describe">;
  readonly codeVersion: CodeVersion;
  readonly now: Date;
}

/** Checks everything that can be wrong before anything is paid, and pins the dataset version. Writes nothing. */
export async function planStart(context: StartContext, options: StartOptions): Promise<PlannedStart> {
  const definition = context.registry.getDefinition(options.definition);
  const variants = chooseVariants(definition, options.variants);
  const { dataset, version } = await pinDataset(context.store, options.dataset ?? definition.dataset);
  const base = buildBase(context, { definition, options, dataset, version });
  if (options.name !== undefined) checkName("an experiment", options.name);
  const time = context.now.toISOString().replace(/[:.]/g, "-");
  const groupName = options.name ?? `${definition.name}-${time}`;
  const several = variants.length > 1;
  const comparison = several ? comparisonId(groupName) : null;
  const policy = comparisonPolicy(definition);
  checkScales(definition.name, { evaluators: context.registry.listEvaluators(definition.name), policy });
  // One order for all variants, from the comparison's own id where nobody chose a seed.
  const orderSeed =
    comparison === null || policy.stopEarly === null
      ? null
      : (policy.stopEarly.seed ?? Number.parseInt(comparison.slice(0, 8), 16));
  const experiments = variants.map((variant) => {
    const own =
      options.name === undefined
        ? `${definition.name}-${variant}-${time}`
        : several
          ? `${options.name}-${variant}`
          : options.name;
    return buildExperiment(context, {
      definition,
      variant,
      name: own,
      comparison,
      base: { ...base, orderSeed, comparePolicy: policy },
    });
  });
  const anchors =
    definition.anchors === undefined
      ? null
      : await planAnchors(context, {
          base,
          definition,
          comparison,
          dataset: definition.anchors.dataset,
          anchored: comparison === null ? (experiments[0] as Experiment).id : null,
          name: options.name === undefined ? `${definition.name}-anchors-${time}` : `${options.name}-anchors`,
        });
  for (const { name } of [...experiments, ...(anchors === null ? [] : [anchors])]) {
    if ((await context.store.getExperiment(name)) !== null) throw new ExperimentAlreadyExistsError(name);
  }
  if (comparison !== null && (await context.store.getComparison(groupName)) !== null)
    throw new ExperimentAlreadyExistsError(groupName);
  if (comparison === null) return { experiments: linkAnchors(experiments, anchors), comparison, anchors };
  return {
    experiments,
    anchors,
    comparison: buildComparison({
      id: comparison,
      name: groupName,
      definition,
      experiments,
      policy,
      anchors,
    }),
  };
}

/** One that is resumed without a comparison finds its anchors again by its own row. */
function linkAnchors(experiments: readonly Experiment[], anchors: Experiment | null): readonly Experiment[] {
  if (anchors === null) return experiments;
  return experiments.map((one) => ({
    ...one,
    role: { kind: "variant", anchorsExperimentId: anchors.id },
  }));
}

function chooseVariants(
  definition: ExperimentDefinition,
  asked: readonly string[] | undefined,
): readonly string[] {
  const known = Object.keys(definition.variants);
  const unknown = asked?.find((variant) => !known.includes(variant));
  if (unknown !== undefined) throw new VariantNotFoundError(unknown, definition.name, known);
  return asked === undefined || asked.length === 0 ? known : [...new Set(asked)];
}

function buildBase(
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
  const limits = parse(definition.name, Limits, {
    ...definition.limits,
    ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
    ...(options.budgetUsd === undefined ? {} : { budgetUsd: options.budgetUsd }),
  });
  const repetitions = parse(
    definition.name,
    z.int().min(1).max(1_000),
    options.repetitions ?? definition.repetitions ?? 1,
  );
  const itemLimit =
    options.limit === undefined ? null : parse(definition.name, z.int().min(1), options.limit);
  return {
    description: definition.description ?? null,
    definition: definition.name,
    role: PLAIN_VARIANT,
    datasetId: dataset.id,
    datasetName: dataset.name,
    datasetVersion: version,
    itemLimit,
    pipeline: definition.pipeline,
    evaluators: registry
      .listEvaluators(definition.name)
      .map(({ id, fingerprint, mode, scoreNames, scale = null, timeoutMs }) => ({
        id,
        fingerprint,
        mode,
        scoreNames: scoreNames === null ? null : [...scoreNames],
        scale,
        timeoutMs: timeoutMs ?? limits.evaluatorTimeoutMs,
      })),
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

function buildExperiment(
  { registry, gateway }: StartContext,
  {
    base,
    definition,
    variant,
    name,
    comparison,
  }: {
    readonly base: ExperimentBase;
    readonly definition: ExperimentDefinition;
    readonly variant: string;
    readonly name: string;
    readonly comparison: string | null;
  },
): Experiment {
  const config = definition.variants[variant] ?? {};
  const pipeline = registry.getPipeline(definition.pipeline);
  parsePipelineConfig(pipeline, { pipelineName: definition.pipeline, variant, config });
  const judges = registry.listEvaluators(definition.name).flatMap(({ models }) => models ?? []);
  for (const model of [...(pipeline.listModels?.(config) ?? []), ...judges]) {
    const { id, price } = gateway.describe(model);
    if (price === null && base.limits.budgetUsd !== null) throw new ModelPriceUnknownError(id);
  }
  const id = experimentId({ datasetId: base.datasetId, name });
  return { ...base, id, name, variant, config, comparisonId: comparison, workflowId: `experiment/${name}` };
}

function comparisonPolicy({ name, compare }: ExperimentDefinition): ComparisonPolicy {
  const { baseline: _baseline, ...given } = compare ?? {};
  return parseComparisonPolicy(parse(name, ComparisonPolicy, given));
}

function buildComparison({
  id,
  name,
  definition,
  experiments,
  policy,
  anchors,
}: {
  readonly anchors: Experiment | null;
  readonly policy: ComparisonPolicy;
  readonly id: string;
  readonly name: string;
  readonly definition: ExperimentDefinition;
  readonly experiments: readonly Experiment[];
}): Comparison {
  const baseline = definition.compare?.baseline;
  const first = experiments[0] as Experiment;
  const named = baseline === undefined ? first : experiments.find(({ variant }) => variant === baseline);
  if (baseline !== undefined && definition.variants[baseline] === undefined) {
    throw new VariantNotFoundError(baseline, definition.name, Object.keys(definition.variants));
  }
  return {
    id,
    name,
    definition: definition.name,
    datasetName: first.datasetName,
    datasetVersion: first.datasetVersion,
    experimentIds: experiments.map((experiment) => experiment.id),
    baselineId: (named ?? first).id,
    policy,
    anchorsExperimentId: anchors?.id ?? null,
    metadata: {},
    status: "pending",
    workflowId: `comparison/${name}`,
    report: null,
    error: null,
    createdAt: first.createdAt,
    endedAt: null,
  };
}

function parse<Schema extends z.ZodType>(
  definition: string,
  schema: Schema,
  value: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ExperimentOptionsInvalidError(definition, z.prettifyError(parsed.error));
}
