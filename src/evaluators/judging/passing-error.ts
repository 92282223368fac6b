import { findBudgetExhaustedError, findTransientModelError } from "../../domain/model/model-errors.js";

/**
 * The error in a chain of causes that an evaluator must let through, if there is one: the provider may answer
 * later, or the experiment's budget is used up. Neither says anything about the output.
 */
export function findPassingError(error: unknown): Error | null {
  return findTransientModelError(error) ?? findBudgetExhaustedError(error);
}
