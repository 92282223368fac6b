import type { Pipeline } from "./pipeline/pipeline.js";
import type { Evaluator } from "./score/evaluator.js";

/** The user's code by name, as the worker's configuration has it. */
export interface Registry {
  /** @throws PipelineNotFoundError */
  getPipeline(name: string): Pipeline;
  /** Looks in the definition's evaluators, then in the configuration's, then among the built-in ones.
   * @throws EvaluatorNotFoundError */
  getEvaluator(reference: { readonly definition: string; readonly id: string }): Evaluator;
}
