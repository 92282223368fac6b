import type { ComparedExperiment, ComparisonReport, MetricDifference } from "../domain/comparison.js";

/** Names a winner on the primary metric only when one candidate is proven better and no rival is its equal. */
export function chooseWinner(input: {
  readonly metric: string | null;
  readonly experiments: readonly ComparedExperiment[];
  readonly differences: readonly MetricDifference[];
}): ComparisonReport["winner"] {
  const { metric, experiments } = input;
  const nobody = (sentence: string): ComparisonReport["winner"] => ({
    metric,
    experimentId: null,
    variant: null,
    sentence,
  });
  if (metric === null) return nobody("There is no numeric score to name a winner on.");
  const relevant = input.differences.filter((difference) => difference.metric === metric);
  if (relevant.length === 0) return nobody(`No experiment can be compared with the baseline on ${metric}.`);
  const baseline = experiments.find((experiment) => experiment.isBaseline);
  const variant = (id: string): string =>
    experiments.find((experiment) => experiment.id === id)?.variant ?? id;
  const better = relevant.filter(({ verdict }) => verdict === "better");
  if (better.length === 1 && better[0] !== undefined) {
    const { candidateId, meanDifference, interval } = better[0];
    const sentence =
      `${variant(candidateId)} beats ${baseline?.variant} on ${metric}: mean difference ${signed(meanDifference)}` +
      ` [${signed(interval?.lower)}, ${signed(interval?.upper)}].`;
    return { metric, experimentId: candidateId, variant: variant(candidateId), sentence };
  }
  if (better.length > 1) {
    return nobody(
      `${better.map(({ candidateId }) => variant(candidateId)).join(" and ")} each beat ${baseline?.variant} on ${metric}; which of them is best is not tested.`,
    );
  }
  if (baseline !== undefined && relevant.every(({ verdict }) => verdict === "worse")) {
    const rivals = relevant.map(({ candidateId }) => variant(candidateId)).join(", ");
    return {
      metric,
      experimentId: baseline.id,
      variant: baseline.variant,
      sentence: `${baseline.variant} stays ahead on ${metric}: ${rivals} proven worse.`,
    };
  }
  const first = relevant.find(({ verdict }) => verdict !== "worse") ?? relevant[0];
  return nobody(
    `No winner on ${metric}: ${first === undefined ? "" : `${variant(first.candidateId)} is ${first.verdict.replace("_", " ")}, ${first.reason}`}.`,
  );
}

function signed(value: number | null | undefined): string {
  if (value === null || value === undefined) return "undefined";
  return `${value >= 0 ? "+" : "−"}${Math.abs(value).toFixed(4)}`;
}
