import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import { declaredScale } from "./metric-range.js";

/** Whether higher is better for a metric, and where that comes from. */
export type MetricDirection = Pick<MetricDifference, "higherIsBetter" | "directionFrom">;

/** The way that is better: by the policy, else as the evaluator declares, else amounts down and, as a guess, scores up. */
export function metricDirection(
  experiment: Pick<Experiment, "evaluators">,
  { name, kind }: Pick<MetricSummary, "name" | "kind">,
  policy: Pick<ComparisonPolicy, "higherIsBetter">,
): MetricDirection {
  const named = policy.higherIsBetter[name];
  if (named !== undefined) return { higherIsBetter: named, directionFrom: "policy" };
  if (kind !== "score") return { higherIsBetter: false, directionFrom: "kind" };
  const declared = declaredScale(experiment, name)?.higherIsBetter ?? null;
  return declared === null
    ? { higherIsBetter: true, directionFrom: "guess" }
    : { higherIsBetter: declared, directionFrom: "evaluator" };
}

/** Why two experiments do not agree which way of a score is better; null when they do, or one of them does not say. */
export function contradictoryDirections(
  sides: readonly Pick<Experiment, "name" | "evaluators">[],
  score: string,
): string | null {
  const said = sides.flatMap((experiment) => {
    const higherIsBetter = declaredScale(experiment, score)?.higherIsBetter ?? null;
    return higherIsBetter === null ? [] : [{ name: experiment.name, higherIsBetter }];
  });
  const up = said.find(({ higherIsBetter }) => higherIsBetter);
  const down = said.find(({ higherIsBetter }) => !higherIsBetter);
  return up === undefined || down === undefined
    ? null
    : `contradictory directions: higher is better in ${up.name}, lower in ${down.name}`;
}
