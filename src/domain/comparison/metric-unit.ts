import type { MetricKind } from "../experiment/experiment-summary.js";

const UNITS: Readonly<Record<MetricKind, string | null>> = {
  score: null,
  latency: "ms",
  cost: "USD",
  tokens: "tokens",
};

/** The unit of a metric's figures; null for scores, which have their evaluator's own scale. */
export function metricUnit(kind: MetricKind): string | null {
  return UNITS[kind];
}
