import type { JudgeCheck } from "../../domain/judge/judge-check.js";
import { cohensKappa } from "../../statistics/agreement/cohens-kappa.js";
import { gwetsAc1 } from "../../statistics/agreement/gwets-ac1.js";

/** What agreement in categories consists of. */
export type CategoryAgreement = Pick<
  JudgeCheck,
  "scale" | "agreement" | "kappa" | "kappaInterval" | "ac1" | "confusion" | "sensitivity" | "specificity"
>;

const CATEGORY_STEPS = 4;

/**
 * Agreement of people and judge in categories: 0 and 1 where there is nothing else, the scale 1–5 for values in
 * [0, 1] (a value of 0.75 is a 4), none for other values.
 */
export function agreeOnCategories(
  human: readonly number[],
  judge: readonly number[],
  level: number,
): CategoryAgreement {
  const all = [...human, ...judge];
  const isBinary = all.every((value) => value === 0 || value === 1);
  const isUnit = all.every((value) => value >= 0 && value <= 1);
  if (all.length === 0 || !(isBinary || isUnit)) {
    return {
      scale: null,
      agreement: null,
      kappa: null,
      kappaInterval: null,
      ac1: null,
      confusion: null,
      sensitivity: null,
      specificity: null,
    };
  }
  const categories = isBinary ? [0, 1] : [1, 2, 3, 4, 5];
  const toCategory = (value: number): number => (isBinary ? value : 1 + Math.round(CATEGORY_STEPS * value));
  const raters = { first: human.map(toCategory), second: judge.map(toCategory), categories };
  const { agreement, kappa, interval } = cohensKappa(raters, {
    weights: isBinary ? "none" : "quadratic",
    level,
  });
  const counts = categories.map((row) =>
    categories.map(
      (column) =>
        raters.first.filter((first, index) => first === row && raters.second[index] === column).length,
    ),
  );
  const rate = (row: number, column: number): number | null => {
    const total = (counts[row] ?? []).reduce((sum, count) => sum + count, 0);
    return !isBinary || total === 0 ? null : (counts[row]?.[column] ?? 0) / total;
  };
  return {
    scale: isBinary ? "binary" : "one_to_five",
    agreement,
    kappa,
    kappaInterval: kappa === null ? null : interval,
    ac1: isBinary ? gwetsAc1(raters) : null,
    confusion: { categories, counts },
    sensitivity: rate(1, 1),
    specificity: rate(0, 0),
  };
}
