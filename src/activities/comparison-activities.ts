import { compareExperiments as compare } from "../analysis/comparison/compare-experiments.js";
import { countLook } from "../analysis/comparison/count-look.js";
import { checkSequence as readSequence } from "../analysis/sequence/check-sequence.js";
import type { Comparison } from "../domain/comparison/comparison.js";
import { toChildExperiment } from "../domain/experiment/child-experiment.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import { ComparisonNotFoundError } from "../domain/experiment/experiment-errors.js";
import type { ExperimentActivities } from "./activity-interface.js";
import { permanent } from "./experiment-cache.js";
import type { ActivityPorts } from "./ports.js";
import { prepareCode } from "./prepare-experiment.js";
import { whileHeartbeating } from "./while-heartbeating.js";

type Rows = Pick<ActivityPorts, "store" | "now">;

async function requireComparison({ store }: Rows, id: string): Promise<Comparison> {
  const comparison = await store.getComparison(id);
  if (comparison === null) throw permanent(new ComparisonNotFoundError(id));
  return comparison;
}

/** Brings a comparison under way, and says which experiments it is of. */
export function prepareComparison(ports: ActivityPorts): ExperimentActivities["prepareComparison"] {
  return async ({ comparisonId }) => {
    const comparison = await requireComparison(ports, comparisonId);
    await ports.store.updateComparison(comparisonId, { status: "running", error: null, endedAt: null });
    const variants = await requireVariants(ports, comparison);
    const { anchorsExperimentId } = comparison;
    const anchors =
      anchorsExperimentId === null ? null : await requireExperimentOf(ports, anchorsExperimentId);
    const experiments = anchors === null ? variants : [...variants, anchors];
    // Here, once: variants that are prepared side by side would each pay for the same judge's evaluation steps.
    for (const experiment of experiments) await prepareCode(ports, experiment);
    return {
      name: comparison.name,
      stopsEarly: comparison.policy.stopEarly !== null,
      experiments: experiments.map((experiment) => toChildExperiment(experiment)),
    };
  };
}

function requireVariants(ports: Rows, { experimentIds }: Comparison): Promise<Experiment[]> {
  return Promise.all(experimentIds.map((id) => requireExperimentOf(ports, id)));
}

async function requireExperimentOf({ store }: Rows, id: string): Promise<Experiment> {
  const experiment = await store.getExperiment(id);
  if (experiment === null)
    throw permanent(new Error(`Experiment ${id} of the comparison is gone from the store`));
  return experiment;
}

/** Fails a comparison, and those of its experiments, its anchors among them, that had not begun. */
export function failComparison(ports: Rows): ExperimentActivities["failComparison"] {
  return async ({ comparisonId, message }) => {
    const end = { status: "failed", error: message, endedAt: ports.now().toISOString() } as const;
    const { experimentIds, anchorsExperimentId } = await requireComparison(ports, comparisonId);
    for (const id of [...experimentIds, ...(anchorsExperimentId === null ? [] : [anchorsExperimentId])]) {
      const { status } = await requireExperimentOf(ports, id);
      if (status === "pending") await ports.store.updateExperiment(id, end);
    }
    await ports.store.updateComparison(comparisonId, end);
  };
}

/** Whether the comparison is decided by what has ended so far. */
export function checkSequence(ports: ActivityPorts): ExperimentActivities["checkSequence"] {
  return async ({ comparisonId }) => {
    const comparison = await requireComparison(ports, comparisonId);
    const experiments = await requireVariants(ports, comparison);
    const { baselineId, policy } = comparison;
    const results = await whileHeartbeating(() =>
      readSequence(ports.store, { experiments, baselineId, policy }),
    );
    return { decided: results.length > 0 && results.every(({ decision }) => decision !== "undecided") };
  };
}

/** Compares the experiments and stores the report. */
export function compareExperiments(ports: ActivityPorts): ExperimentActivities["compareExperiments"] {
  return async ({ comparisonId, status }) => {
    const comparison = await requireComparison(ports, comparisonId);
    const experiments = await requireVariants(ports, comparison);
    const { baselineId, policy } = comparison;
    const compared = await whileHeartbeating(() => compare(ports.store, { experiments, baselineId, policy }));
    const now = ports.now();
    const datasetId = experiments[0]?.datasetId ?? "";
    const report = await countLook(ports.store, compared, {
      id: comparisonId,
      datasetId,
      now,
      kind: "comparison",
    });
    const endedAt = now.toISOString();
    await ports.store.updateComparison(comparisonId, { status, report, endedAt });
    return { winner: report.winner.variant };
  };
}
