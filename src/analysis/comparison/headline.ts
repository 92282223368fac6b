import type { ComparedExperiment, Winner } from "../../domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { NamedBefore } from "../../domain/comparison/named-before.js";
import { labelExperiments } from "../../domain/label/label-experiments.js";
import { describeDistance } from "../../formatting/describe-change.js";
import type { Contest } from "./contest.js";
import { shownChange } from "./shown-change.js";
import { enumerate, primarySentence } from "./winner-sentences.js";

/** Metrics that every run has, as people call them. */
const METRIC_WORDS: Readonly<Record<string, string>> = {
  latency_ms: "latency",
  cost_usd: "cost",
  total_tokens: "tokens",
};

/**
 * What a manager reads: the primary metric with its relative change, what else changed or did not, significant losses, and
 * what was chosen afterwards. Everywhere the same sentence.
 */
export function headline(
  contest: Contest,
  {
    winner,
    tied,
    named,
  }: {
    readonly winner: ComparedExperiment | null;
    readonly tied: readonly ComparedExperiment[];
    readonly named: NamedBefore;
  },
): Winner["sentence"] {
  return [
    primarySentence(contest, { winner, tied }),
    ...otherMetrics(contest, winner),
    ...chosenAfterwards(named),
  ].join(" ");
}

/** The other metrics of the winning candidate; without one, of all candidates. */
function otherMetrics({ experiments, differences }: Contest, winner: ComparedExperiment | null): string[] {
  const candidates = experiments.filter(({ isBaseline }) => !isBaseline);
  const told = winner === null || winner.isBaseline ? candidates : [winner];
  const label = labelExperiments(experiments);
  const others = differences.filter(
    ({ role, candidateId }) => role === "secondary" && told.some(({ id }) => id === candidateId),
  );
  const by = (verdict: MetricDifference["verdict"]) => others.filter((other) => other.verdict === verdict);
  const change = (difference: MetricDifference, word: string): string => {
    const whose = candidates.length > 1 ? `${label(difference.candidateId)} is ${word} on ` : "";
    const { metric } = difference;
    const verb = whose === "" ? ` is ${word}` : "";
    return `${whose}${metricWord(metric)}${verb} by ${describeDistance(shownChange(difference, experiments))}`;
  };
  const better = by("better").map((difference) => change(difference, "better"));
  const worse = by("worse").map((difference) => change(difference, "worse"));
  // Of several candidates each has its own; what did not change stands in the table.
  const unchanged =
    told.length > 1
      ? []
      : [...by("inconclusive"), ...by("equivalent")].map(({ metric }) => metricWord(metric));
  return [
    ...(better.length === 0 ? [] : [`Also: ${better.join("; ")}.`]),
    ...(unchanged.length === 0 ? [] : [`${capitalized(enumerate(unchanged))}: no clear change.`]),
    ...(worse.length === 0 ? [] : [`Watch: ${worse.join("; ")}.`]),
  ];
}

function chosenAfterwards({ chosenAfterwards: choices }: NamedBefore): string[] {
  if (choices.length === 0) return [];
  const told = choices.map(({ setting, declared, chosen }) => {
    const name = setting === "primaryMetric" ? "primary metric" : setting;
    return `${name} ${chosen} instead of ${declared}`;
  });
  return [`Chosen afterwards: ${told.join("; ")}.`];
}

function metricWord(metric: string): string {
  return METRIC_WORDS[metric] ?? metric;
}

/** A metric that users named keeps its own first letter. */
function capitalized(text: string): string {
  const isWord = Object.values(METRIC_WORDS).some((word) => text.startsWith(word));
  return isWord ? `${text[0]?.toUpperCase()}${text.slice(1)}` : text;
}
