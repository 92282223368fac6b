import type { Experiment } from "../../domain/experiment/experiment.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import { sharesOrder } from "./shares-order.js";

/** An experiment and its figures on a metric. */
export interface MetricSide {
  readonly experiment: Experiment;
  readonly metric: Pick<MetricSummary, "dataType" | "fingerprints">;
}

/** Why two sides must not be compared on a metric; null when they may. */
export function incomparability(baseline: MetricSide, candidate: MetricSide): string | null {
  const [left, right] = [baseline.experiment, candidate.experiment];
  if (left.datasetId !== right.datasetId)
    return `different datasets: ${left.datasetName} and ${right.datasetName}`;
  const stopped = [left, right].find(({ status }) => status === "stopped_early");
  if (stopped !== undefined && !sharesOrder(left, right))
    return `${stopped.name} stopped early, when its own comparison was decided: only experiments that took the items in the same order can be compared with it`;
  const types = [baseline.metric.dataType, candidate.metric.dataType];
  if (types[0] !== undefined && types[1] !== undefined && types[0] !== types[1])
    return `the values are ${types[0]} in ${left.name} and ${types[1]} in ${right.name}: yes-or-no values and numbers are not the same measure`;
  const fingerprints = new Set([...baseline.metric.fingerprints, ...candidate.metric.fingerprints]);
  if (fingerprints.size > 1) return "the scores come from different evaluator versions (fingerprints differ)";
  return null;
}
