import { StatisticInputError } from "./statistic-input-error.js";

/** Where a checked number came from, for the message. */
interface Parameter {
  readonly statistic: string;
  readonly name: string;
}

/** @throws StatisticInputError unless `value` lies strictly between 0 and 1 (levels, alphas, powers). */
export function requireOpenUnit(value: number, { statistic, name }: Parameter): void {
  if (!(value > 0 && value < 1)) {
    throw new StatisticInputError(statistic, {
      name,
      received: value,
      allowed: "a number between 0 and 1, both excluded",
    });
  }
}

/** @throws StatisticInputError unless `value` is finite and above zero (scales, margins, sample sizes). */
export function requirePositive(value: number, { statistic, name }: Parameter): void {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new StatisticInputError(statistic, { name, received: value, allowed: "a finite number above 0" });
  }
}

/** @throws StatisticInputError unless `value` is finite and not negative (variances, bands). */
export function requireNonNegative(value: number, { statistic, name }: Parameter): void {
  if (!(value >= 0 && Number.isFinite(value))) {
    throw new StatisticInputError(statistic, {
      name,
      received: value,
      allowed: "a finite number, 0 or above",
    });
  }
}

/** @throws StatisticInputError unless `value` is 0, 1, 2, … */
export function requireCount(value: number, { statistic, name }: Parameter): void {
  if (!(Number.isSafeInteger(value) && value >= 0)) {
    throw new StatisticInputError(statistic, {
      name,
      received: value,
      allowed: "a whole number, 0 or above",
    });
  }
}
