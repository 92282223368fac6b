import type { ComparedExperiment } from "../../domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import { labelExperiments } from "../../domain/label/label-experiments.js";
import { describeChange } from "../../formatting/describe-change.js";
import type { Contest } from "./contest.js";
import { isPlainlyInconclusive } from "./decide-verdict.js";
import { relativeDifference } from "./relative-difference.js";
import { shownChange } from "./shown-change.js";

/** The sentence about the primary metric: who is better and by how much, or who cannot be distinguished and why. */
export function primarySentence(
  contest: Contest,
  {
    winner,
    tied,
  }: { readonly winner: ComparedExperiment | null; readonly tied: readonly ComparedExperiment[] },
): string {
  if (contest.experiments.length === 2) return ofTwo(contest);
  return winner === null ? undecided(contest, tied) : decided(contest, winner);
}

/** `new is better on quality: 0.53 → 0.57 (+6 %, plausibly +2 to +11 %).` */
function ofTwo(contest: Contest): string {
  const { metric, experiments, primary } = contest;
  const [difference] = primary;
  const label = labelExperiments(experiments);
  if (difference === undefined) return `No verdict on ${metric}: there is nothing to compare.`;
  const { verdict, reason, candidateId, baselineId, equivalence } = difference;
  const [candidate, baseline] = [label(candidateId), label(baselineId)];
  const change = describeChange(shownChange(difference, experiments));
  const beside = tellsMore(difference) ? `; ${reason}` : "";
  switch (verdict) {
    case "better":
    case "worse":
      return `${candidate} is ${verdict} on ${named(contest)}: ${change}${beside}.`;
    case "equivalent":
      return `${candidate} and ${baseline} are equivalent on ${metric}: ${change}, within ±${equivalence?.margin}.`;
    case "inconclusive":
      return `No clear difference between ${candidate} and ${baseline} on ${metric}: ${change}${beside}.`;
    case "incomparable":
      return `No verdict on ${metric}: ${candidate} and ${baseline} cannot be compared, ${reason}.`;
    case "insufficient_data":
      return `No verdict on ${metric}: ${reason}.`;
  }
}

/** Whether a reason says something that the figures beside it do not. */
function tellsMore({ verdict, reason, interval }: MetricDifference): boolean {
  if (verdict === "inconclusive") return !isPlainlyInconclusive(reason, interval);
  return !/^the [\d.]+ % interval excludes zero$/.test(reason);
}

function decided(contest: Contest, winner: ComparedExperiment): string {
  const { experiments } = contest;
  const label = labelExperiments(experiments);
  const name = label(winner.id);
  const leads = experiments
    .filter(({ id }) => id !== winner.id)
    .flatMap(({ id }) => differenceOf(contest, { candidateId: winner.id, baselineId: id }) ?? []);
  const show = (difference: MetricDifference): string => describeChange(shownChange(difference, experiments));
  const closest = [...leads].sort(
    (left, right) => Math.abs(left.meanDifference ?? 0) - Math.abs(right.meanDifference ?? 0),
  )[0];
  const baseline = experiments.find(({ isBaseline }) => isBaseline);
  const overBaseline = leads.find(({ baselineId }) => baselineId === baseline?.id);
  const parts = [overBaseline, closest === overBaseline ? undefined : closest].flatMap((lead) =>
    lead === undefined
      ? []
      : [
          `${lead.baselineId === baseline?.id ? "from" : "the closest is"} ${label(lead.baselineId)}, ${show(lead)}`,
        ],
  );
  return `${name} is the best of ${experiments.length} on ${named(contest)}: ${parts.join("; ")}.`;
}

/** Says who cannot be told apart, why, and who is out. */
function undecided(contest: Contest, tied: readonly ComparedExperiment[]): string {
  const { metric, experiments, primary } = contest;
  const label = labelExperiments(experiments);
  const list = (members: readonly ComparedExperiment[]): string =>
    enumerate(members.map(({ id }) => label(id)));
  const worse = experiments.filter(({ id }) => !tied.some((member) => member.id === id));
  const tail = worse.length === 0 ? "" : ` ${list(worse)} ${worse.length === 1 ? "is" : "are"} worse.`;
  const [leader, ...others] = tied;
  const open = others.flatMap(
    ({ id }) =>
      primary.find(
        ({ candidateId, baselineId }) =>
          (candidateId === leader?.id && baselineId === id) ||
          (candidateId === id && baselineId === leader?.id),
      ) ?? [],
  );
  const [first] = open;
  if (first === undefined) return `No winner on ${metric}: ${list(tied)} cannot be compared.${tail}`;
  const among = primary.filter(({ candidateId, baselineId }) =>
    [candidateId, baselineId].every((id) => tied.some((member) => member.id === id)),
  );
  if (among.every(({ verdict }) => verdict === "equivalent"))
    return `No winner on ${metric}: ${list(tied)} are equivalent, ${first.reason}.${tail}`;
  const blocked = open.find(({ verdict }) => verdict === "incomparable" || verdict === "insufficient_data");
  if (blocked !== undefined) {
    const [one, two] = [label(blocked.candidateId), label(blocked.baselineId)];
    const what = blocked.verdict === "incomparable" ? "cannot be compared" : "have not enough data";
    return `No winner on ${metric}: ${one} and ${two} ${what}, ${blocked.reason}.${tail}`;
  }
  const doubtful = open.find(({ verdict }) => verdict === "inconclusive") ?? first;
  return `No winner on ${metric}: ${list(tied)} cannot be distinguished, ${doubtful.reason}.${tail}`;
}

/** The metric, with a word where less of it is better: an arrow that points down must not look like a loss. */
function named({ metric, higherIsBetter }: Contest): string {
  return higherIsBetter ? `${metric}` : `${metric} (lower is better)`;
}

function differenceOf(
  { primary }: Contest,
  { candidateId, baselineId }: Pick<MetricDifference, "candidateId" | "baselineId">,
): MetricDifference | null {
  const direct = primary.find((one) => one.candidateId === candidateId && one.baselineId === baselineId);
  if (direct !== undefined) return direct;
  const other = primary.find((one) => one.candidateId === baselineId && one.baselineId === candidateId);
  return other === undefined ? null : turnedDifference(other);
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

type Turned = Pick<
  MetricDifference,
  "candidateId" | "baselineId" | "baselineMean" | "candidateMean" | "meanDifference" | "interval" | "relative"
>;

/** The same difference seen from the other side: what was the baseline is the candidate. */
function turnedDifference(difference: MetricDifference): MetricDifference {
  const { meanDifference, interval, range } = difference;
  const turned: Omit<Turned, "relative"> = {
    candidateId: difference.baselineId,
    baselineId: difference.candidateId,
    baselineMean: difference.candidateMean,
    candidateMean: difference.baselineMean,
    meanDifference: meanDifference === null ? null : 0 - meanDifference,
    interval:
      interval === null
        ? null
        : { level: interval.level, lower: 0 - interval.upper, upper: 0 - interval.lower },
  };
  return { ...difference, ...turned, relative: relativeDifference({ ...turned, range }) };
}
