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

/** The source of a dataset that comes from code or files. The store is synchronised with it before each run. */
export interface DatasetSource {
  /** A description for readers. */
  readonly description?: string;
  /** Any JSON object, kept with the dataset. */
  readonly metadata?: JsonObject;
  /**
   * Returns the items. Each command that needs the dataset calls it once; loading the configuration does not call it.
   */
  readonly items: () => readonly NewDatasetItem[] | Promise<readonly NewDatasetItem[]>;
  /** True: a source without items is allowed, and archives all items. Otherwise it is refused. */
  readonly allowEmpty?: boolean;
}

/** What `defineExperiment` takes: one pipeline, one dataset, one or more variants of its config. */
export interface ExperimentDefinition {
  /** The name that `assay run` takes: letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** The question that the experiment asks, for readers. */
  readonly description?: string;
  /** Name of a dataset of the store or the configuration; `NAME@VERSION` pins a version. */
  readonly dataset: string;
  /** Name of a pipeline of the configuration. */
  readonly pipeline: string;
  /** Name of a variant -> the config that the pipeline gets. Each variant runs as its own experiment. */
  readonly variants: Readonly<Record<string, JsonObject>>;
  /** Evaluators, functions with autoevals' signature, or names of built-in or configured evaluators. */
  readonly evaluators: readonly (Evaluator | EvaluatorFunction | string)[];
  /** Runs per item; 1 by default. They are averaged per item before anything is compared. */
  readonly repetitions?: number;
  /**
   * A dataset whose items have a frozen `metadata.output`. The judges score it again at each start, which shows when
   * a judge drifts.
   */
  readonly anchors?: { readonly dataset: string };
  /**
   * True: a model call with the same request, parameters and sample index as an earlier one gets its answer from the
   * store. False by default.
   */
  readonly cache?: boolean;
  /** Whose calls go first when several experiments wait for the same workers; `normal` by default. */
  readonly priority?: "interactive" | "normal" | "background";
  /** Concurrency, tries, time-outs and budgets. */
  readonly limits?: Partial<Limits>;
  /**
   * How the variants are compared: the fields of `ComparisonPolicy`, and `baseline`, the variant to compare with (by
   * default the first).
   */
  readonly compare?: Partial<Omit<ComparisonPolicy, "stopEarly" | "missing">> & {
    readonly baseline?: string;
    readonly missing?: z.input<typeof MissingPolicy>;
    /** True, or how: items are taken at random, and the comparison ends as soon as it is decided. */
    readonly stopEarly?: boolean | Partial<StopEarly>;
  };
  /**
   * Score name -> lowest value that passes. By default 0.7 for G-Eval (and for `mustPass`) and true for booleans;
   * other scores have no pass rate.
   */
  readonly passThresholds?: Readonly<Record<string, number>>;
  /** Metric -> its conditions, for `assay gate`, `assay ci` and regression runs. */
  readonly gate?: GatePolicy;
  /** What a regression run is compared with, and what may be run again when that no longer fits. */
  readonly baseline?: BaselineSettings;
  /** How many repetitions a regression run may add while its gate is inconclusive. */
  readonly escalate?: Escalation;
  /** When the experiment is run against its baseline automatically. `assay schedule sync` writes it to Temporal. */
  readonly schedule?: GivenSchedule | readonly GivenSchedule[];
  /** Any JSON object, kept with the experiments. */
  readonly metadata?: JsonObject;
}

/** What `assay start --demo` runs: the name of an experiment, or an object that also limits it. */
export type Demonstration =
  | string
  | {
      readonly experiment: string;
      /** Run only this many items, the first ones. */
      readonly limit?: number;
      /**
       * `models`: run only if a key or a local server for models is configured; otherwise print a line that says so.
       */
      readonly needs?: "models";
    };

/** What `defineConfig` takes. */
export interface Configuration {
  /** Other configurations whose parts are added to this one, such as one per example or team. */
  readonly include?: readonly Configuration[];
  /** Datasets that come from code or files, by name. */
  readonly datasets?: Readonly<Record<string, DatasetSource>>;
  /**
   * The systems under test, by name: made with `pipeline`, `promptPipeline`, `httpPipeline`, `commandPipeline` or
   * `remotePipeline`.
   */
  readonly pipelines?: Readonly<Record<string, Pipeline>>;
  /** Evaluators that experiments can name by a string, in addition to the built-in ones. */
  readonly evaluators?: Readonly<Record<string, Evaluator | EvaluatorFunction>>;
  /** The experiments that `assay run` can start. */
  readonly experiments?: readonly ExperimentDefinition[];
  /**
   * What `assay start --demo` runs, in this order; by default the first experiment. Not taken from included
   * configurations.
   */
  readonly demo?: readonly Demonstration[];
  /** Limits, prices and capabilities of models; keys and base URLs come from the environment only. */
  readonly models?: ModelSettings;
  /** Settings of Temporal. */
  readonly temporal?: TemporalSettings;
  /**
   * Files and folders, relative to the configuration, that count as its code in addition to what it imports and what is read
   * while it is loaded: scripts of commands, or texts that a pipeline reads later. If one changes, the code has changed.
   */
  readonly files?: readonly string[];
}

/**
 * Settings of Temporal. Those of this configuration win over those of included ones, and later included ones over
 * earlier ones.
 */
export interface TemporalSettings {
  /**
   * Applied to everything that enters Temporal's histories, for example to encrypt it. Inputs and outputs enter them only with
   * `remotePipeline`; its worker then needs the same codecs.
   */
  readonly payloadCodecs?: readonly PayloadCodec[];
}

/** The default export of an `assay.config.ts`. */
export function defineConfig(configuration: Configuration): Configuration {
  return configuration;
}

/** Returns the definition unchanged; it gives type inference and completion in editors. */
export function defineExperiment(definition: ExperimentDefinition): ExperimentDefinition {
  return definition;
}

/** Defines a dataset that comes from code or files. */
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
