import { assertFinite } from "../non-finite-value-error.js";
import { PairLengthError } from "../pair-length-error.js";

/** Two values per item, x[i] and y[i] from the same item. */
export interface CorrelatedValues {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Why a correlation is undefined. */
export type CorrelationUndefinedReason = "too_few_pairs" | "constant_input";

/** @throws PairLengthError or NonFiniteValueError unless both sides are finite and of one length. */
export function requirePairs(statistic: string, { x, y }: CorrelatedValues): void {
  if (x.length !== y.length) throw new PairLengthError(statistic, { x: x.length, y: y.length });
  assertFinite(x, `${statistic}, x`);
  assertFinite(y, `${statistic}, y`);
}

/** @returns why no correlation of the sample exists, or null when one does. */
export function undefinedCorrelation({ x, y }: CorrelatedValues): CorrelationUndefinedReason | null {
  if (x.length < 2) return "too_few_pairs";
  const isConstant = (values: readonly number[]): boolean => values.every((value) => value === values[0]);
  return isConstant(x) || isConstant(y) ? "constant_input" : null;
}
