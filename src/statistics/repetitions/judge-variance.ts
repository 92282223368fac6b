import { describe } from "../describe.js";
import { assertFinite } from "../non-finite-value-error.js";
import { StatisticInputError } from "../statistic-input-error.js";

/** The three sources of noise in a judged score; says whether to add items, generations or judgements. */
export interface JudgeVariance {
  readonly mean: number | null;
  readonly standardError: number | null;
  /** Between the items' true means; reduced by more items only. */
  readonly itemVariance: number | null;
  /** Between outputs generated for the same item; holds the judge's noise too when judgeVariance is null. */
  readonly generationVariance: number | null;
  /** Between judgements of the same output. */
  readonly judgeVariance: number | null;
  readonly undefinedReason:
    | "no_items"
    | "one_item"
    | "no_repeated_generations"
    | "no_repeated_judgements"
    | null;
}

/**
 * Variance components of items, generations and judgements (nested, random effects).
 *
 * Shapes  judgements[item][generation][judgement]: at least one of each; counts may differ.
 * Units   variances in squared score points.
 * Method  moments from the inside out, each floored at 0; Var(s̄) = [items + (generations + judge / J) / K] / n.
 * Null    a component whose layer is never repeated.
 * Source  Searle, Casella & McCulloch 1992, §3.6; Miller 2024 (arXiv:2411.00640) §5.
 * @throws NonFiniteValueError
 * @throws StatisticInputError when an item has no generation or a generation no judgement.
 */
export function judgeVariance(judgements: readonly (readonly (readonly number[])[])[]): JudgeVariance {
  const generationMeans = judgements.map((generations, item) =>
    requireSome(generations, `item ${item}`).map((values, generation) => {
      assertFinite(values, `judgeVariance, item ${item}, generation ${generation}`);
      return average(requireSome(values, `item ${item}, generation ${generation}`));
    }),
  );
  const judge = pooledVariance(judgements.flat());
  const spread = pooledVariance(generationMeans);
  const { n, mean, variance, standardError } = describe(generationMeans.map(average));
  const repeatedGenerations = judgements.filter((generations) => generations.length > 1).flat();
  const judgeShare = average(repeatedGenerations.map(({ length }) => 1 / length));
  const generation = spread === null ? null : Math.max(0, spread - (judge ?? 0) * judgeShare);
  const itemNoise = average(
    judgements.map((generations) => {
      const perGeneration = average(generations.map(({ length }) => 1 / length));
      return ((generation ?? 0) + (judge ?? 0) * perGeneration) / generations.length;
    }),
  );
  return {
    mean,
    standardError,
    itemVariance: variance === null || generation === null ? null : Math.max(0, variance - itemNoise),
    generationVariance: generation,
    judgeVariance: judge,
    undefinedReason: undefinedReason(n, { generation, judge }),
  };
}

function undefinedReason(
  n: number,
  { generation, judge }: { readonly generation: number | null; readonly judge: number | null },
): JudgeVariance["undefinedReason"] {
  if (n === 0) return "no_items";
  if (n === 1) return "one_item";
  if (generation === null) return "no_repeated_generations";
  return judge === null ? "no_repeated_judgements" : null;
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function requireSome<T>(values: readonly T[], name: string): readonly T[] {
  if (values.length > 0) return values;
  throw new StatisticInputError("judgeVariance", {
    name,
    received: "nothing",
    allowed: "one value or more; leave out what has none",
  });
}

/**
 * Variance within groups, pooled by degrees of freedom.
 *
 * Shapes  groups: any number, each of any size; those of size below two say nothing about it.
 * Units   squared units of the values; divisor Σ (size − 1).
 * Null    when no group has two values.
 */
function pooledVariance(groups: readonly (readonly number[])[]): number | null {
  let squares = 0;
  let degreesOfFreedom = 0;
  for (const group of groups) {
    if (group.length < 2) continue;
    const centre = group.reduce((sum, value) => sum + value, 0) / group.length;
    for (const value of group) squares += (value - centre) ** 2;
    degreesOfFreedom += group.length - 1;
  }
  return degreesOfFreedom === 0 ? null : squares / degreesOfFreedom;
}
