import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { Standing, Standings } from "../../domain/comparison/standings.js";
import { type BradleyTerry, bradleyTerry } from "../../statistics/ranking/bradley-terry.js";

type Counts = Pick<MetricDifference, "metric" | "candidateId" | "baselineId" | "wins" | "ties" | "losses">;

const UNDEFINED: Readonly<Record<NonNullable<BradleyTerry["undefinedReason"]>, string>> = {
  too_few_competitors: "no items are paired",
  separation:
    "a variant, or a group of them, has no win or no loss against the rest, so that no strength is finite",
  no_convergence: "the strengths did not converge",
};

/**
 * Where three or more variants stand among all others; null with two, whose difference says it all.
 *
 * Shapes  pairs: the differences of all pairs of variants on one metric, their wins by its direction.
 * Method  Bradley–Terry over wins, a tie counting ½ on both sides. Variants without shared items are left out of it.
 *         In order of strength or, where it is undefined, of the share of wins; in the order given where these are equal.
 */
export function rankVariants(ids: readonly string[], pairs: readonly Counts[]): Standings | null {
  const [first] = pairs;
  if (ids.length < 3 || first === undefined) return null;
  const counts = ids.map((id) => countsOf(id, pairs));
  const met = counts.filter(({ comparisons }) => comparisons > 0).map(({ experimentId }) => experimentId);
  const { eloRatings, undefinedReason } = bradleyTerry(winsAmong(met, pairs));
  const variants = counts.map((one): Standing => {
    const { experimentId, comparisons, wins, ties } = one;
    if (comparisons === 0) {
      const reason = "no item of it is paired with one of another variant";
      return { ...one, winShare: null, strength: null, undefinedReason: reason };
    }
    return {
      ...one,
      winShare: (wins + ties / 2) / comparisons,
      strength: eloRatings?.[met.indexOf(experimentId)] ?? null,
      undefinedReason: undefinedReason === null ? null : UNDEFINED[undefinedReason],
    };
  });
  return { metric: first.metric, variants: variants.sort((left, right) => height(right) - height(left)) };
}

/** A variant's comparisons with all others. */
function countsOf(
  experimentId: string,
  pairs: readonly Counts[],
): Pick<Standing, "experimentId" | "comparisons" | "wins" | "ties" | "losses"> {
  const counts = { wins: 0, ties: 0, losses: 0 };
  for (const { candidateId, baselineId, wins, ties, losses } of pairs) {
    if (candidateId !== experimentId && baselineId !== experimentId) continue;
    counts.wins += candidateId === experimentId ? wins : losses;
    counts.ties += ties;
    counts.losses += candidateId === experimentId ? losses : wins;
  }
  return { experimentId, comparisons: counts.wins + counts.ties + counts.losses, ...counts };
}

/** Row: the one who won; column: against whom. */
function winsAmong(ids: readonly string[], pairs: readonly Counts[]): number[][] {
  const beaten = (winner: string, loser: string): number => {
    const pair = pairs.find(
      ({ candidateId, baselineId }) =>
        (candidateId === winner && baselineId === loser) || (candidateId === loser && baselineId === winner),
    );
    if (pair === undefined) return 0;
    return (pair.candidateId === winner ? pair.wins : pair.losses) + pair.ties / 2;
  };
  return ids.map((winner) => ids.map((loser) => (winner === loser ? 0 : beaten(winner, loser))));
}

/** By strength, which all who met have or none; those without shared items come last. */
function height({ strength, winShare }: Standing): number {
  return strength ?? winShare ?? Number.MIN_SAFE_INTEGER;
}
