import { requireCount } from "../require-parameter.js";
import { StatisticInputError } from "../statistic-input-error.js";

/** `passed` of `n` attempts at one item passed; `k` attempts are drawn from them. */
export interface Attempts {
  readonly n: number;
  readonly passed: number;
  readonly k: number;
}

/**
 * pass@k: the chance that at least one of k attempts passes, 1 − C(n − c, k) / C(n, k).
 *
 * Shapes  0 <= passed <= n; k >= 1.
 * Null    for k > n, which n attempts cannot estimate without bias.
 * Source  Chen et al. 2021 (arXiv:2107.03374).
 * @throws StatisticInputError when a count is outside its domain.
 */
export function passAtK(attempts: Attempts): number | null {
  requireAttempts("passAtK", attempts);
  const { n, passed, k } = attempts;
  if (k > n) return null;
  let allFail = 1;
  for (let draw = 0; draw < k; draw += 1) allFail *= Math.max(0, n - passed - draw) / (n - draw);
  return 1 - allFail;
}

/**
 * pass^k: the chance that all of k attempts pass, C(c, k) / C(n, k). What a user who needs reliability sees.
 *
 * Shapes, null and errors as for `passAtK`.
 * Source  Yao et al. 2024 (arXiv:2406.12045).
 */
export function passHatK(attempts: Attempts): number | null {
  requireAttempts("passHatK", attempts);
  const { n, passed, k } = attempts;
  if (k > n) return null;
  let allPass = 1;
  for (let draw = 0; draw < k; draw += 1) allPass *= Math.max(0, passed - draw) / (n - draw);
  return allPass;
}

function requireAttempts(statistic: string, { n, passed, k }: Attempts): void {
  requireCount(n, { statistic, name: "n" });
  requireCount(passed, { statistic, name: "passed" });
  requireCount(k, { statistic, name: "k" });
  if (passed > n) {
    throw new StatisticInputError(statistic, {
      name: "passed",
      received: passed,
      allowed: `at most n = ${n}`,
    });
  }
  if (k === 0) throw new StatisticInputError(statistic, { name: "k", received: k, allowed: "1 or above" });
}
