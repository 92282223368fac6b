import { requireCount, requireOpenUnit } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";

/** `successes` of `n` independent yes-or-no observations. */
export interface ProportionSample {
  readonly successes: number;
  readonly n: number;
}

/** @throws StatisticInputError unless 0 <= successes <= n, both whole, and 0 < level < 1. */
export function requireProportion(
  statistic: string,
  { successes, n, level }: ProportionSample & { readonly level: number },
): void {
  requireOpenUnit(level, { statistic, name: "level" });
  requireCount(n, { statistic, name: "n" });
  requireCount(successes, { statistic, name: "successes" });
  if (successes > n) {
    throw new StatisticInputError(statistic, {
      name: "successes",
      received: successes,
      allowed: `at most n = ${n}`,
    });
  }
}
