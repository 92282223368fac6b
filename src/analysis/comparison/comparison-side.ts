import type { ComparedExperiment } from "../../domain/comparison/comparison-report.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { ExperimentSummary, MetricSummary } from "../../domain/experiment/experiment-summary.js";
import type { Store } from "../../domain/store.js";
import { summarizeExperiment } from "../summary/summarize-experiment.js";

/** One experiment of a comparison with its figures. */
export interface ComparisonSide {
  readonly experiment: Experiment;
  readonly summary: ExperimentSummary;
  readonly compared: ComparedExperiment;
  /** Items it was planned over. */
  readonly itemCount: number;
  /** Whether all its planned runs have completed or failed. */
  readonly isComplete: boolean;
}

/** Reads an experiment's figures, from its summary when it has ended and clusters as asked, else from its rows. */
export async function describeSide(
  store: Store,
  experiment: Experiment,
  { baselineId, clusterBy }: { readonly baselineId: string | null; readonly clusterBy: string | null },
): Promise<ComparisonSide> {
  const isDeclared = clusterBy === (experiment.comparePolicy?.clusterBy ?? null);
  const summary =
    isDeclared && experiment.summary !== null
      ? experiment.summary
      : await summarizeExperiment(store, experiment, clusterBy);
  const { id, name, variant, status, datasetVersion } = experiment;
  const { planned, completed, failed } = summary.runs;
  return {
    experiment,
    summary,
    compared: {
      id,
      name,
      variant,
      status,
      datasetVersion,
      isBaseline: id === baselineId,
      metrics: summary.metrics,
    },
    itemCount: Math.round((experiment.runCount ?? planned) / experiment.repetitions),
    isComplete: completed + failed === planned,
  };
}

/** A metric of a side, by name. */
export function findMetric(side: ComparisonSide, name: string): MetricSummary | undefined {
  return side.compared.metrics.find((metric) => metric.name === name);
}
