import type { EvaluatorScore } from "./evaluation.js";
import type { JsonObject, JsonValue } from "./json.js";
import type { TraceRecorder } from "./trace-recorder.js";

/** What an evaluator judges: autoevals' argument names. `expected` is undefined when the item has none. */
export interface EvaluatorArguments {
  readonly input: JsonValue;
  readonly output: JsonValue;
  readonly expected: JsonValue | undefined;
  readonly metadata: JsonObject;
}

/** What the worker lends an evaluator for one call. */
export interface EvaluatorContext {
  readonly trace: TraceRecorder;
  readonly signal: AbortSignal;
}

/** A scorer of one output. */
export interface Evaluator {
  /** Unique in an experiment; also its default score name. */
  readonly id: string;
  /** `computes`: only the processor, runs with its like in the activity that writes the scores. `waits`: gets its own activity. */
  readonly mode: "computes" | "waits";
  readonly scoreNames: readonly string[] | null;
  /** Hash of everything that shapes the scores; scores of different fingerprints are not compared. */
  readonly fingerprint: string;
  readonly timeoutMs: number | null;
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

/** A custom evaluator: a plain function, the signature autoevals scorers have. */
export type EvaluatorFunction = (
  judged: EvaluatorArguments,
) => CustomScore | readonly CustomScore[] | Promise<CustomScore | readonly CustomScore[]>;
