import type { PassOfRepetitions } from "../../domain/experiment/experiment-summary.js";
import { passAtK, passHatK } from "../../statistics/repetitions/pass-at-k.js";

/** Whether an item passes by its repetitions, 1 or 0, whatever those without a value would be; null where they decide it. */
export function passOfItem(
  { rule, k }: Pick<PassOfRepetitions, "rule" | "k">,
  { values, passed }: { readonly values: number; readonly passed: number },
): number | null {
  const attempts = { n: Math.max(k, values), k };
  const [least, most] = [passed, Math.max(passed, passed + k - values)].map((count) =>
    rule === "any" ? passAtK({ ...attempts, passed: count }) : passHatK({ ...attempts, passed: count }),
  );
  return least === most ? (least ?? null) : null;
}
