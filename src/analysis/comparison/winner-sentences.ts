import type { ComparedExperiment, VariantPair } from "../../domain/comparison/comparison-report.js";
import { labelExperiments } from "../../domain/label/label-experiments.js";
import { formatDifference } from "../../formatting/format-difference.js";
import { formatInterval } from "../../formatting/format-interval.js";
import { withUnit } from "../../formatting/with-unit.js";
import type { Contest } from "./contest.js";

/** Says who won and by how much, to people who do not read intervals. */
export function decidedSentence(contest: Contest, winner: ComparedExperiment): string {
  const { metric, experiments } = contest;
  const label = labelExperiments(experiments);
  const name = label(winner.id);
  const rivals = experiments.filter(({ id }) => id !== winner.id);
  const [only] = rivals;
  if (rivals.length === 1 && only !== undefined) {
    const lead = leadOver(contest, winner, only);
    if (winner.isBaseline) return `${name} stays ahead on ${metric}: ${label(only.id)} worse, by ${lead}.`;
    return `${name} beats ${label(only.id)} on ${metric}: mean difference ${lead}.`;
  }
  const closest = [...rivals].sort(
    (left, right) => distance(contest, winner, left) - distance(contest, winner, right),
  )[0] as ComparedExperiment;
  return (
    `${name} beats ${rivals.length === 2 ? "both others" : `all ${rivals.length} others`} on ${metric}; ` +
    `the closest is ${label(closest.id)}: mean difference ${leadOver(contest, winner, closest)}.`
  );
}

/** Says who cannot be told apart, why, and who is out. */
export function undecidedSentence(contest: Contest, tied: readonly ComparedExperiment[]): string {
  const { metric, experiments, pairs } = contest;
  const label = labelExperiments(experiments);
  const list = (members: readonly ComparedExperiment[]): string =>
    enumerate(members.map(({ id }) => label(id)));
  const worse = experiments.filter(({ id }) => !tied.some((member) => member.id === id));
  const tail = worse.length === 0 ? "" : ` ${list(worse)} ${worse.length === 1 ? "is" : "are"} worse.`;
  const [leader, ...others] = tied as [ComparedExperiment, ...ComparedExperiment[]];
  const open = others.map((other) => pairOf(pairs, leader, other)).filter((pair) => pair !== undefined);
  const [first] = open;
  if (first === undefined) return `No winner on ${metric}: ${list(tied)} cannot be compared.${tail}`;
  if (pairsAmong(pairs, tied).every(({ verdict }) => verdict === "equivalent"))
    return `No winner on ${metric}: ${list(tied)} are equivalent, ${first.reason}.${tail}`;
  const blocked = open.find(({ verdict }) => verdict === "incomparable" || verdict === "insufficient_data");
  if (blocked !== undefined) {
    const [one, two] = [label(blocked.firstId), label(blocked.secondId)];
    const what = blocked.verdict === "incomparable" ? "cannot be compared" : "have not enough data";
    return `No winner on ${metric}: ${one} and ${two} ${what}, ${blocked.reason}.${tail}`;
  }
  const doubtful = open.find(({ verdict }) => verdict === "inconclusive") ?? first;
  return `No winner on ${metric}: ${list(tied)} cannot be told apart, ${doubtful.reason}.${tail}`;
}

function pairsAmong(
  pairs: readonly VariantPair[],
  members: readonly ComparedExperiment[],
): readonly VariantPair[] {
  const ids = new Set(members.map(({ id }) => id));
  return pairs.filter(({ firstId, secondId }) => ids.has(firstId) && ids.has(secondId));
}

function pairOf(
  pairs: readonly VariantPair[],
  one: ComparedExperiment,
  two: ComparedExperiment,
): VariantPair | undefined {
  return pairs.find(
    ({ firstId, secondId }) =>
      (firstId === one.id && secondId === two.id) || (firstId === two.id && secondId === one.id),
  );
}

/** Winner minus rival. */
function lead(
  contest: Contest,
  winner: ComparedExperiment,
  rival: ComparedExperiment,
): VariantPair | undefined {
  const pair = pairOf(contest.pairs, winner, rival);
  if (pair === undefined || pair.firstId === winner.id) return pair;
  const { interval, meanDifference } = pair;
  return {
    ...pair,
    meanDifference: meanDifference === null ? null : -meanDifference,
    interval: interval === null ? null : { ...interval, lower: -interval.upper, upper: -interval.lower },
  };
}

function distance(contest: Contest, winner: ComparedExperiment, rival: ComparedExperiment): number {
  return Math.abs(lead(contest, winner, rival)?.meanDifference ?? 0);
}

function leadOver(contest: Contest, winner: ComparedExperiment, rival: ComparedExperiment): string {
  const kind = winner.metrics.find(({ name }) => name === contest.metric)?.kind ?? "score";
  const pair = lead(contest, winner, rival);
  const { interval = null, meanDifference = null } = pair ?? {};
  return `${withUnit(formatDifference(meanDifference), kind)} ${withUnit(formatInterval(interval, formatDifference), kind)}`;
}

function enumerate(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
