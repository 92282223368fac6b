import type { ComparedExperiment, Winner } from "../../domain/comparison/comparison-report.js";
import type { NamedBefore } from "../../domain/comparison/named-before.js";
import type { Contest } from "./contest.js";
import { headline } from "./headline.js";

/**
 * Names a winner on the primary metric only if it is shown to beat every rival, over all pairs. Otherwise returns the
 * tie set: the leader, which no other is shown to beat, and all experiments that the leader is not shown to beat.
 */
export function chooseWinner(contest: Contest, named: NamedBefore): Winner {
  const { metric, experiments, pairs } = contest;
  const nobody = (sentence: string, tied: readonly ComparedExperiment[] = []): Winner => ({
    metric,
    experimentId: null,
    variant: null,
    tiedIds: tied.map(({ id }) => id),
    sentence,
  });
  if (metric === null) return nobody("There is no numeric score to name a winner on.");
  if (pairs.length === 0) return nobody(`No experiment can be compared with the baseline on ${metric}.`);
  const beats = (first: ComparedExperiment, second: ComparedExperiment): boolean =>
    pairs.some(
      ({ firstId, secondId, verdict }) =>
        (verdict === "better" && firstId === first.id && secondId === second.id) ||
        (verdict === "worse" && firstId === second.id && secondId === first.id),
    );
  const rivalsOf = (experiment: ComparedExperiment): readonly ComparedExperiment[] =>
    experiments.filter(({ id }) => id !== experiment.id);
  const winner = experiments.find((experiment) =>
    rivalsOf(experiment).every((rival) => beats(experiment, rival)),
  );
  if (winner !== undefined) {
    const { id, variant } = winner;
    return {
      metric,
      experimentId: id,
      variant,
      tiedIds: [],
      sentence: headline(contest, { winner, tied: [], named }),
    };
  }
  // The best mean of all its items may be beaten on the items that both have.
  const unbeaten = experiments.filter((experiment) =>
    rivalsOf(experiment).every((rival) => !beats(rival, experiment)),
  );
  const leader = leaderOf({ ...contest, experiments: unbeaten }) ?? leaderOf(contest);
  if (leader === null) return nobody(`No winner on ${metric}: no experiment has a value of it.`);
  const tied = [leader, ...rivalsOf(leader).filter((rival) => !beats(leader, rival))];
  return nobody(headline(contest, { winner: null, tied, named }), tied);
}

/** The experiment with the best mean; null when none has one. */
function leaderOf({ metric, experiments, higherIsBetter }: Contest): ComparedExperiment | null {
  const sign = higherIsBetter ? 1 : -1;
  const meanOf = (experiment: ComparedExperiment): number => {
    const mean = experiment.metrics.find(({ name }) => name === metric)?.mean ?? null;
    return mean === null ? Number.NEGATIVE_INFINITY : sign * mean;
  };
  const [best] = [...experiments].sort((left, right) => meanOf(right) - meanOf(left));
  return best === undefined || meanOf(best) === Number.NEGATIVE_INFINITY ? null : best;
}
