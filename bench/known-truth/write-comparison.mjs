import { Limits } from "../../dist/domain/experiment/limits.js";
import { comparisonId, experimentId, runId, scoreId, traceId } from "../../dist/domain/ids.js";

const AT = "2026-01-02T03:04:05.678Z";

/**
 * Writes a comparison whose two experiments have ended, as their workflows would leave it: runs and scores by the
 * store's own calls. `rows[item].baseline` and `.candidate` hold one value per repetition.
 */
export async function writeComparison(store, { name, metric, rows, policy }) {
  const experiments = [];
  for (const variant of ["baseline", "candidate"])
    experiments.push(await writeExperiment(store, { name: `${name}-${variant}`, variant, metric, rows }));
  const [baseline] = experiments;
  const comparison = {
    id: comparisonId(name),
    name,
    definition: "known-truth",
    datasetName: baseline.datasetName,
    datasetVersion: baseline.datasetVersion,
    experimentIds: experiments.map(({ id }) => id),
    baselineId: baseline.id,
    policy,
    metadata: {},
    status: "running",
    workflowId: `comparison/${name}`,
    report: null,
    error: null,
    createdAt: AT,
    endedAt: null,
  };
  await store.createComparison(comparison);
  return comparison;
}

async function writeExperiment(store, { name, variant, metric, rows }) {
  const id = experimentId({ datasetId: "known-truth", name });
  const repetitions = rows[0][variant].length;
  const runs = rows.flatMap((row, item) =>
    row[variant].map((value, repetition) => {
      const place = { experimentId: id, itemId: `item-${String(item).padStart(5, "0")}`, repetition };
      const ordinal = item * repetitions + repetition;
      return { ...place, ordinal, id: runId(place), traceId: traceId(place), value };
    }),
  );
  const experiment = {
    id,
    name,
    description: null,
    definition: "known-truth",
    variant,
    datasetId: "known-truth",
    datasetName: "known-truth",
    datasetVersion: AT,
    itemLimit: null,
    pipeline: "simulated",
    config: {},
    repetitions,
    limits: Limits.parse({}),
    passThresholds: {},
    evaluators: [{ id: metric, fingerprint: "f", mode: "computes", scoreNames: [metric], timeoutMs: 1_000 }],
    metadata: {},
    status: "completed",
    comparisonId: null,
    workflowId: `experiment/${name}`,
    codeVersion: { gitCommit: null, gitDirty: null, configurationHash: null },
    runCount: runs.length,
    summary: null,
    error: null,
    createdAt: AT,
    startedAt: AT,
    endedAt: AT,
  };
  await store.createExperiment(experiment);
  await store.planRuns(runs);
  for (const run of runs) await store.completeRun(run.id, [toScore(run, metric)], AT);
  return experiment;
}

function toScore({ id, traceId, experimentId, value }, metric) {
  return {
    id: scoreId({ runId: id, evaluatorId: metric, name: metric }),
    traceId,
    runId: id,
    experimentId,
    evaluatorId: metric,
    name: metric,
    dataType: "NUMERIC",
    value,
    stringValue: null,
    unscoredReason: null,
    comment: null,
    metadata: {},
    fingerprint: "f",
    source: "EVAL",
    timestamp: AT,
  };
}
