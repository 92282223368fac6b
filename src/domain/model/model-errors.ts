import { AssayError } from "../errors.js";
import { PermanentError } from "../permanent-error.js";

/**
 * The provider cannot answer now, and may later. It is not the caller's failure: tries are not used up by it.
 * Recognized by its property, since configurations may load another copy of this module.
 */
export abstract class TransientModelError extends AssayError {
  readonly transientModelError = true;
  /** What the provider asked to wait, in milliseconds; null = it did not say. */
  readonly retryAfterMs: number | null;
  /** True when the provider may have made and charged an answer that never came whole. */
  readonly mayBePaid: boolean;

  constructor(
    message: string,
    {
      retryAfterMs = null,
      mayBePaid = false,
      cause,
    }: {
      readonly retryAfterMs?: number | null;
      readonly mayBePaid?: boolean;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause });
    this.retryAfterMs = retryAfterMs;
    this.mayBePaid = mayBePaid;
  }
}

/** 429: too many requests or tokens. */
export class ModelRateLimitedError extends TransientModelError {}

/** 5xx, 529, a broken or cut connection, a body that is no answer, no answer in time. */
export class ModelUnavailableError extends TransientModelError {}

/** No provider could be made of the name. */
export class ModelNameInvalidError extends PermanentError {}

/** The environment has no key or base URL for the provider; the message names the variable. */
export class ModelKeyMissingError extends PermanentError {}

/** A variable with a provider's base URL holds what is none; the message names the variable, not its value. */
export class ModelBaseUrlInvalidError extends PermanentError {}

/** 401 or 403; the message names the variable, never the key. */
export class ModelKeyRejectedError extends PermanentError {}

/** The provider does not know the model. */
export class ModelNotFoundError extends PermanentError {}

/** Nothing answers at the provider's base URL; only raised by the check at the start. */
export class ModelUnreachableError extends PermanentError {}

/** The provider refused the request itself: 400, 413, 422. */
export class ModelRequestRejectedError extends PermanentError {}

/** Calls in flight hold what is left of the budget; when they end, it is known whether another one fits. */
export class BudgetOccupiedError extends TransientModelError {
  constructor() {
    super("The rest of the budget is reserved by calls in flight.", { retryAfterMs: 1_000 });
  }
}

/** A budget in USD cannot be kept with a model whose price nobody knows. */
export class ModelPriceUnknownError extends PermanentError {
  constructor(model: string) {
    super(
      `The price of model "${model}" is unknown, so a budget in USD cannot be kept. ` +
        `Give it in the configuration: models: { prices: { "${model}": { inputUsdPerMillion, outputUsdPerMillion } } }, ` +
        "or use limits.budgetTokens instead of limits.budgetUsd.",
    );
  }
}

/** The budget of the experiment or comparison is used up; no new call is made. */
export class BudgetExhaustedError extends PermanentError {
  readonly budgetExhausted = true;
}

/** The transient error in an error's chain of causes, if there is one: user code may have wrapped it. */
export function findTransientModelError(error: unknown): TransientModelError | null {
  return findCause(
    error,
    (found): found is TransientModelError =>
      "transientModelError" in found && found.transientModelError === true,
  );
}

/** The exhausted budget in an error's chain of causes, if there is one. */
export function findBudgetExhaustedError(error: unknown): BudgetExhaustedError | null {
  return findCause(
    error,
    (found): found is BudgetExhaustedError => "budgetExhausted" in found && found.budgetExhausted === true,
  );
}

function findCause<Found extends Error>(
  error: unknown,
  matches: (found: Error) => found is Found,
): Found | null {
  let found: unknown = error;
  for (let depth = 0; depth < 20 && found instanceof Error; depth += 1) {
    if (matches(found)) return found;
    found = found.cause;
  }
  return null;
}
