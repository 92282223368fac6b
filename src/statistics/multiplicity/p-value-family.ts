import { StatisticInputError } from "../statistic-input-error.js";

/** A p-value with its place in the caller's list. */
export interface RankedPValue {
  readonly index: number;
  readonly pValue: number;
}

/**
 * The defined p-values in increasing order. Null ones leave the family: a test that could not be done is
 * not a hypothesis tested.
 *
 * @throws StatisticInputError when a p-value is outside [0, 1].
 */
export function rankFamily(statistic: string, pValues: readonly (number | null)[]): RankedPValue[] {
  const family: RankedPValue[] = [];
  for (const [index, pValue] of pValues.entries()) {
    if (pValue === null) continue;
    if (!(pValue >= 0 && pValue <= 1)) {
      throw new StatisticInputError(statistic, {
        name: `p-value ${index}`,
        received: pValue,
        allowed: "a number from 0 to 1, or null",
      });
    }
    family.push({ index, pValue });
  }
  return family.sort((left, right) => left.pValue - right.pValue);
}
