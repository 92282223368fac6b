import type { JsonObject, JsonValue } from "../json/json.js";
import type { Models } from "../model/models.js";
import type { Observation } from "../trace/trace.js";
import type { TraceRecorder } from "../trace/trace-recorder.js";
import type { EvaluatorScore } from "./evaluation.js";
import type { ScoreScale } from "./score-scale.js";

/** What an evaluator judges, under autoevals' argument names. `expected` is undefined when the item has none. */
export interface EvaluatorArguments {
  /** The item's input. */
  readonly input: JsonValue;
  /** What the pipeline returned. */
  readonly output: JsonValue;
  /** The item's expected output; undefined when it has none. */
  readonly expected: JsonValue | undefined;
  /** The item's metadata. */
  readonly metadata: JsonObject;
}

/** What an evaluator gets from the worker for one call. */
export interface EvaluatorContext {
  /** The run's trace; `trace.observe` records what the evaluator does. */
  readonly trace: TraceRecorder;
  /** Aborted when the evaluator times out, the experiment is cancelled or the worker stops. */
  readonly signal: AbortSignal;
  /** Access to models. Each call is recorded, counted against limits, and made only once. */
  readonly models: Models;
  /** Texts that are made once and then frozen, such as a judge's evaluation steps. */
  readonly artifacts: ArtifactSource;
  /** The observations of the run (model calls, tools, spans), in order of their start. */
  readonly listObservations: () => Promise<readonly Observation[]>;
  /** Figures of the pipeline call that is judged. */
  readonly run: { readonly latencyMs: number | null; readonly costUsd: number | null };
}

/** Frozen artefacts, by the hash of what they were made from. All callers get the one that was stored first. */
export interface ArtifactSource {
  /** Returns the stored artefact, or makes and stores it. `key` holds all that shapes it. */
  once(
    artifact: { readonly kind: string; readonly key: JsonValue },
    make: () => Promise<JsonValue>,
  ): Promise<JsonValue>;
}

/** Models that a configuration names for evaluators whose options leave theirs open. */
export interface EvaluatorModelDefaults {
  readonly judge?: string | undefined;
  readonly embedding?: string | undefined;
}

/** A scorer of one output. */
export interface Evaluator {
  /** Unique in an experiment; also its default score name. */
  readonly id: string;
  /**
   * `computes`: only the processor, runs with its like in the activity that writes the scores. `waits`: gets its own
   * activity.
   */
  readonly mode: "computes" | "waits";
  readonly scoreNames: readonly string[] | null;
  /** Hash of everything that shapes the scores; scores of different fingerprints are not compared. */
  readonly fingerprint: string;
  readonly timeoutMs: number | null;
  /** What its scores can be, and which way is better; absent or null = not declared. */
  readonly scale?: ScoreScale | null;
  /** The models it asks; checked (key, existence, price) before anything is paid. */
  readonly models?: readonly string[];
  /** True when all its waiting is in model calls: then these count as calls in flight, one by one. */
  readonly waitsForModelsOnly?: boolean;
  /**
   * Called once per experiment before its runs, for what has to be made once, such as evaluation steps.
   * Must be repeatable: keep results in `context.artifacts`.
   */
  readonly prepare?: (context: Pick<EvaluatorContext, "models" | "artifacts" | "signal">) => Promise<void>;
  /** The same evaluator with these models wherever its options name none. */
  readonly withModelDefaults?: (defaults: EvaluatorModelDefaults) => Evaluator;
  evaluate(
    judged: EvaluatorArguments,
    context: EvaluatorContext,
  ): Promise<readonly EvaluatorScore[]> | readonly EvaluatorScore[];
}

/** What a custom evaluator function may return for one score. */
export type CustomScore =
  | number
  | boolean
  | string
  | null
  | undefined
  | {
      readonly name?: string;
      readonly score: number | boolean | string | null;
      readonly metadata?: unknown;
      readonly comment?: string;
    };

/** A custom evaluator as a plain function, with the signature of autoevals' scorers. */
export type EvaluatorFunction = (
  judged: EvaluatorArguments,
) => CustomScore | readonly CustomScore[] | Promise<CustomScore | readonly CustomScore[]>;
