import { AssayError } from "../errors.js";
import type { JsonObject } from "../json/json.js";
import { PermanentError } from "../permanent-error.js";
import type { TokenUsage } from "./token-usage.js";

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

/**
 * The provider answered with success, and what came holds no answer. It uses up a try: such a reply may come for ever.
 */
export class ModelReplyUnusableError extends AssayError {
  /** Tokens that the reply names, which are paid; null = it names none. */
  readonly usage: TokenUsage | null;
  /** What they cost; null = unknown. */
  readonly costUsd: number | null;
  /** True when an answer may have been made and charged that nobody saw: not for an error, which says that there is none. */
  readonly mayBePaid: boolean;
  /** True when the reply says that the provider could not answer now, as a status 5xx says it. */
  readonly unavailableReply: boolean;

  constructor(
    message: string,
    {
      usage,
      costUsd,
      mayBePaid,
      unavailableReply = false,
    }: {
      readonly usage: TokenUsage | null;
      readonly costUsd: number | null;
      readonly mayBePaid: boolean;
      readonly unavailableReply?: boolean;
    },
  ) {
    super(message);
    this.usage = usage;
    this.costUsd = costUsd;
    this.mayBePaid = mayBePaid;
    this.unavailableReply = unavailableReply;
  }
}

/** 5xx, 529, a broken or cut connection, no answer in time. */
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

/**
 * The provider's filter refused the request with a failure. The gateway makes an answer of it, which ends with
 * `content-filter` as one does that the filter held back with success; an embedding fails with it.
 */
export class ModelContentFilteredError extends ModelRequestRejectedError {
  /** The parameters that were sent. */
  readonly parameters: JsonObject;

  constructor(message: string, { parameters }: { readonly parameters: JsonObject }) {
    super(message);
    this.parameters = parameters;
  }
}

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

/** The reply of success without an answer in an error's chain of causes, if there is one. */
export function findUnusableReply(error: unknown): ModelReplyUnusableError | null {
  return findCause(error, (found): found is ModelReplyUnusableError => "unavailableReply" in found);
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
