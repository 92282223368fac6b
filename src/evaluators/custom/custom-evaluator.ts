import type { Evaluator, EvaluatorFunction } from "../../domain/score/evaluator.js";
import { EvaluatorOptionsInvalidError } from "../evaluator-options-invalid-error.js";
import { customEvaluatorFingerprint } from "./custom-evaluator-fingerprint.js";
import { type CustomEvaluatorResult, defineEvaluator, type EvaluatorDefinition } from "./define-evaluator.js";

/** Options of `customEvaluator`; `name` is the function's own by default, `mode` "waits". */
export interface CustomEvaluatorOptions
  extends Partial<Pick<EvaluatorDefinition, "range" | "higherIsBetter">> {
  /** Name of the evaluator and of its score; the function's name by default. */
  readonly name?: string | undefined;
  /**
   * `waits` (the default): may wait, runs as a step of its own, and is tried again when it throws. `computes`: only
   * computes, and runs together with other such evaluators.
   */
  readonly mode?: "computes" | "waits" | undefined;
}

/**
 * A scorer with arguments narrower than any JSON, such as autoevals' `{ output: string, expected?: string }`. `never`
 * accepts every argument type; only the call shows whether an output fits.
 */
export type NarrowEvaluatorFunction = (judged: never) => CustomEvaluatorResult;

/** Names that JavaScript gives to functions nobody named. */
const NO_NAMES = new Set(["", "default", "anonymous"]);

/**
 * Makes an evaluator of a plain function with the signature of autoevals' scorers.
 *
 * The function is called with one object, `{ input, output, expected, metadata }`. It may return a promise, so its mode
 * is `waits`. If it never does, give `mode: "computes"`, which saves an activity per run.
 *
 * @throws EvaluatorOptionsInvalidError when neither the options nor the function have a name.
 */
export function customEvaluator(evaluate: EvaluatorFunction, options?: CustomEvaluatorOptions): Evaluator;
export function customEvaluator(
  evaluate: NarrowEvaluatorFunction,
  options?: CustomEvaluatorOptions,
): Evaluator;
export function customEvaluator(
  evaluate: NarrowEvaluatorFunction,
  options: CustomEvaluatorOptions = {},
): Evaluator {
  if (typeof evaluate !== "function") {
    throw new EvaluatorOptionsInvalidError({
      evaluator: options.name ?? "customEvaluator",
      option: "evaluate",
      received: evaluate,
      allowed: "a function of ({ input, output, expected, metadata })",
    });
  }
  const { name = evaluate.name, ...others } = options;
  if (NO_NAMES.has(name)) {
    throw new EvaluatorOptionsInvalidError({
      evaluator: "customEvaluator",
      option: "name",
      received: options.name ?? "an anonymous function's",
      allowed: 'a name: declare the function with one, or use customEvaluator(fn, { name: "…" })',
    });
  }
  const score = evaluate as EvaluatorFunction;
  return {
    // One argument and no more: a second parameter of the user's function has a meaning of its own.
    ...defineEvaluator({ ...others, name, evaluate: (judged) => score(judged) }),
    fingerprint: customEvaluatorFingerprint({ name, version: null, evaluate }),
  };
}
