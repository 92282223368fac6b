import type { PayloadCodec } from "@temporalio/common";
import { z } from "zod";
import { BaselineSettings } from "./domain/baseline/baseline-settings.js";
import type { ComparisonPolicy } from "./domain/comparison/comparison.js";
import type { MissingPolicy } from "./domain/comparison/comparison-policy.js";
import type { StopEarly } from "./domain/comparison/sequential-result.js";
import type { NewDatasetItem } from "./domain/dataset/dataset.js";
import type { Limits } from "./domain/experiment/limits.js";
import { Escalation } from "./domain/gate/escalation.js";
import { GatePolicy } from "./domain/gate/gate.js";
import type { JsonObject } from "./domain/json/json.js";
import type { Pipeline } from "./domain/pipeline/pipeline.js";
import type { Evaluator, EvaluatorFunction } from "./domain/score/evaluator.js";
import { ModelSettings } from "./models/model-settings.js";
import { type GivenSchedule, ScheduleSettings } from "./schedules/schedule-settings.js";

/** Where a dataset's items come from when they live in code or files; synchronised before each run. */
export interface DatasetSource {
  /** What it is, for people. */
  readonly description?: string;
  /** Any JSON object, kept with the dataset. */
  readonly metadata?: JsonObject;
  /** Called once per command that needs the dataset, never on mere loading of the configuration. */
  readonly items: () => readonly NewDatasetItem[] | Promise<readonly NewDatasetItem[]>;
  /** True: no items is what is meant, and archives all there are. Else a source without items is refused. */
  readonly allowEmpty?: boolean;
}

/** What `defineExperiment` takes: one pipeline, one dataset, one or more variants of its config. */
export interface ExperimentDefinition {
  /** The name that `assay run` takes: letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** What it asks, for people. */
  readonly description?: string;
  /** Name of a dataset, in the store or in the configuration; `NAME@VERSION` pins a version. */
  readonly dataset: string;
  /** Name of a pipeline of the configuration. */
  readonly pipeline: string;
  /** Name of a variant -> its config, which the pipeline gets. Each variant becomes an experiment of its own. */
  readonly variants: Readonly<Record<string, JsonObject>>;
  /** Evaluators, functions with autoevals' signature, or names of built-in or configured evaluators. */
  readonly evaluators: readonly (Evaluator | EvaluatorFunction | string)[];
  /** Runs per item; 1 by default. They are averaged per item before anything is compared. */
  readonly repetitions?: number;
  /** Items whose frozen `metadata.output` is judged again with each start: shows when the judge itself drifts. */
  readonly anchors?: { readonly dataset: string };
  /** True: answers to model calls asked before, with the same parameters and sample index, come from the store. */
  readonly cache?: boolean;
  /** Which experiments' calls go first when several wait for the same workers; `normal` where nothing is said. */
  readonly priority?: "interactive" | "normal" | "background";
  /** Concurrency, tries, time-outs and budgets; what is left out keeps its default. */
  readonly limits?: Partial<Limits>;
  /** How the variants are compared: the policy, and which variant is the baseline (the first by default). */
  readonly compare?: Partial<Omit<ComparisonPolicy, "stopEarly" | "missing">> & {
    readonly baseline?: string;
    readonly missing?: z.input<typeof MissingPolicy>;
    /** True, or how: items are taken at random, and the comparison ends as soon as it is decided. */
    readonly stopEarly?: boolean | Partial<StopEarly>;
  };
  /** Score name -> value from which a run passes; 0.7 where nothing is said. */
  readonly passThresholds?: Readonly<Record<string, number>>;
  /** Metric -> what it must keep to, for `assay gate`. */
  readonly gate?: GatePolicy;
  /** What a regression run is held against, and what may be paid for when that no longer fits. */
  readonly baseline?: BaselineSettings;
  /** What a regression run may add when its gate is inconclusive. */
  readonly escalate?: Escalation;
  /** When it is run against its baseline by itself; `assay schedule sync` brings it into Temporal. */
  readonly schedule?: GivenSchedule | readonly GivenSchedule[];
  /** Any JSON object, kept with the experiments. */
  readonly metadata?: JsonObject;
}

/** What `assay start --demo` runs: an experiment's name, or how much of it and under which condition. */
export type Demonstration =
  | string
  | {
      readonly experiment: string;
      /** Only so many items. */
      readonly limit?: number;
      /** `models`: run only where a key or a local server for models is configured; else a line says so. */
      readonly needs?: "models";
    };

/** What `defineConfig` takes. */
export interface Configuration {
  /** Configurations to take over whole, such as one per example or team. */
  readonly include?: readonly Configuration[];
  /** Datasets that live in code or files, by name. */
  readonly datasets?: Readonly<Record<string, DatasetSource>>;
  /**
   * What is tested, by name: made with `pipeline`, `promptPipeline`, `httpPipeline`, `commandPipeline` or
   * `remotePipeline`.
   */
  readonly pipelines?: Readonly<Record<string, Pipeline>>;
  /** Evaluators that experiments may name by a text, beside the built-in ones. */
  readonly evaluators?: Readonly<Record<string, Evaluator | EvaluatorFunction>>;
  /** The experiments that `assay run` knows. */
  readonly experiments?: readonly ExperimentDefinition[];
  /** What `assay start --demo` runs, in this order; the first experiment when left out. Not taken from includes. */
  readonly demo?: readonly Demonstration[];
  /** Limits, prices and capabilities of models; keys and base URLs come from the environment only. */
  readonly models?: ModelSettings;
  /** How Assay uses Temporal. */
  readonly temporal?: TemporalSettings;
  /**
   * Files and folders, relative to the configuration, that belong to the code beside what it imports and what is read
   * while it is loaded: scripts of commands, texts that a pipeline reads later. A change of them is one of the code.
   */
  readonly files?: readonly string[];
}

/** How Assay uses Temporal. Of included configurations the last one that says anything counts, or this one itself. */
export interface TemporalSettings {
  /**
   * Applied to all that enters Temporal's histories, such as encryption. Inputs and outputs only do with
   * `remotePipeline`, whose worker then needs the same codecs.
   */
  readonly payloadCodecs?: readonly PayloadCodec[];
}

/** The default export of an `assay.config.ts`. */
export function defineConfig(configuration: Configuration): Configuration {
  return configuration;
}

/** One experiment of a configuration; only there for inference and completion in editors. */
export function defineExperiment(definition: ExperimentDefinition): ExperimentDefinition {
  return definition;
}

/** A dataset that lives in code or files. */
export function defineDataset(source: DatasetSource): DatasetSource {
  return source;
}

const name = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[\w.-]+$/, "letters, digits, . _ and - only");
const pipelineShape = z.custom<Pipeline>(
  (value) => typeof value === "object" && value !== null && typeof (value as Pipeline).run === "function",
  "a pipeline, made with pipeline({ run })",
);
const evaluatorShape = z.custom<Evaluator | EvaluatorFunction>(
  (value) =>
    typeof value === "function" ||
    (typeof value === "object" && value !== null && typeof (value as Evaluator).evaluate === "function"),
  "an evaluator or a function",
);

/** The shape a loaded configuration is checked against; limits and policies are checked when an experiment starts. */
export const ConfigurationShape = z.strictObject({
  include: z
    .array(z.custom<Configuration>((value) => typeof value === "object" && value !== null))
    .optional(),
  datasets: z
    .record(
      name,
      z.strictObject({
        description: z.string().optional(),
        metadata: z.record(z.string(), z.json()).optional(),
        items: z.custom<DatasetSource["items"]>(
          (value) => typeof value === "function",
          "a function returning items",
        ),
        allowEmpty: z.boolean().optional(),
      }),
    )
    .optional(),
  pipelines: z.record(name, pipelineShape).optional(),
  evaluators: z.record(name, evaluatorShape).optional(),
  experiments: z
    .array(
      z.strictObject({
        name,
        description: z.string().optional(),
        dataset: z.string().min(1),
        pipeline: z.string().min(1),
        variants: z
          .record(name, z.record(z.string(), z.json()))
          .refine((variants) => Object.keys(variants).length > 0, "at least one variant"),
        evaluators: z.array(z.union([z.string(), evaluatorShape])),
        repetitions: z.int().min(1).optional(),
        anchors: z.strictObject({ dataset: z.string().min(1) }).optional(),
        cache: z.boolean().optional(),
        priority: z.enum(["interactive", "normal", "background"]).optional(),
        limits: z.record(z.string(), z.unknown()).optional(),
        compare: z.record(z.string(), z.unknown()).optional(),
        gate: GatePolicy.optional(),
        baseline: BaselineSettings.optional(),
        escalate: Escalation.optional(),
        schedule: z
          .preprocess(
            (given) => (Array.isArray(given) ? given : [given]),
            z.array(ScheduleSettings).min(1, "at least one schedule"),
          )
          .optional(),
        passThresholds: z.record(z.string(), z.number()).optional(),
        metadata: z.record(z.string(), z.json()).optional(),
      }),
    )
    .optional(),
  demo: z
    .array(
      z.union(
        [
          name,
          z.strictObject({
            experiment: name,
            limit: z.int().min(1).optional(),
            needs: z.literal("models").optional(),
          }),
        ],
        'the name of an experiment, or { experiment, limit?, needs?: "models" }',
      ),
    )
    .min(1)
    .optional(),
  models: ModelSettings.optional(),
  files: z.array(z.string().min(1)).optional(),
  temporal: z
    .strictObject({
      payloadCodecs: z
        .array(
          z.custom<PayloadCodec>(
            (value) =>
              typeof value === "object" &&
              value !== null &&
              typeof (value as PayloadCodec).encode === "function" &&
              typeof (value as PayloadCodec).decode === "function",
            "a payload codec: an object with the functions encode and decode",
          ),
        )
        .optional(),
    })
    .optional(),
});
