import { AssayError } from "../errors.js";
import { toldNames } from "../told-names.js";

/** A field of a comparison policy is out of range. */
export class ComparisonPolicyInvalidError extends AssayError {
  constructor(issues: string) {
    super(`The comparison policy is invalid:\n${issues}`);
  }
}

/** The requested experiments cannot be compared: too few of them, one of them twice, or no baseline among them. */
export class ComparisonRequestInvalidError extends AssayError {}

/** A covariate cannot adjust a comparison: it is missing for some items, or was not known before. */
export class CovariateInvalidError extends AssayError {
  constructor(covariate: string, problem: string) {
    super(`The covariate ${covariate} ${problem}`);
  }
}

/** The metric to name a winner on is none that the experiments have. */
export class ComparisonMetricUnknownError extends AssayError {
  constructor(metric: string, known: readonly string[]) {
    super(`No experiment has the metric "${metric}". They have: ${toldNames(known)}`);
  }
}

/** The store holds a value no statistic may be made of. */
export class StoredValueInvalidError extends AssayError {
  constructor(place: {
    readonly experiment: string;
    readonly metric: string;
    readonly itemId: string;
    readonly value: number;
  }) {
    const { experiment, metric, itemId, value } = place;
    super(
      `Experiment "${experiment}", metric ${metric}, item "${itemId}": the store holds ${value}, allowed are finite numbers. ` +
        "Score the item again, or leave the value out: missing is not a number.",
    );
  }
}

/** A stream of items is not in order, so that an item could be paired twice or not at all. */
export class ItemOrderInvalidError extends AssayError {
  constructor(side: string, { previous, itemId }: { readonly previous: string; readonly itemId: string }) {
    super(
      previous === itemId
        ? `The items of ${side} hold "${itemId}" twice. Each item is one observation; its repetitions are averaged before.`
        : `The items of ${side} are out of order: "${itemId}" after "${previous}". They must come in order of their ids.`,
    );
  }
}

/** Two experiments that should have taken the same items in the same order did not, so that places cannot be paired. */
export class ItemOrderDiffersError extends AssayError {
  constructor(sides: {
    readonly baseline: string;
    readonly candidate: string;
    readonly place: number;
    readonly items: readonly [string, string];
  }) {
    const { baseline, candidate, place, items } = sides;
    super(
      `Place ${place} of the order is item "${items[0]}" in ${baseline} and item "${items[1]}" in ${candidate}; ` +
        "a sequence needs the same items in the same order. Compare experiments of one comparison.",
    );
  }
}
