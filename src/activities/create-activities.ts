import type { Comparison } from "../domain/comparison/comparison.js";
import { ComparisonNotFoundError } from "../domain/experiment/experiment-errors.js";
import type { ExperimentActivities } from "./activity-interface.js";
import { callPipeline } from "./call-pipeline.js";
import { evaluate, failEvaluation } from "./evaluate-run.js";
import { createExperimentCache, permanent } from "./experiment-cache.js";
import type { ActivityPorts } from "./ports.js";
import { prepareEvaluation } from "./prepare-evaluation.js";
import { prepareCode, prepareExperiment } from "./prepare-experiment.js";
import { readRemoteCall, recordRemoteOutput } from "./remote-pipeline.js";
import { whileHeartbeating } from "./while-heartbeating.js";
import { writeScores } from "./write-scores.js";

/** The only input and output that workflows cause, made of the ports. */
export function createActivities(ports: ActivityPorts): ExperimentActivities {
  const requireExperiment = createExperimentCache(ports.store);
  return {
    prepareExperiment: prepareExperiment(ports, requireExperiment),
    listRuns: listRuns(ports),
    callPipeline: callPipeline(ports, requireExperiment),
    readRemoteCall: readRemoteCall(ports, requireExperiment),
    recordRemoteOutput: recordRemoteOutput(ports, requireExperiment),
    prepareEvaluation: prepareEvaluation(ports, requireExperiment),
    summarizeEvaluation: summarizeEvaluation(ports),
    evaluate: evaluate(ports, requireExperiment),
    failEvaluation: failEvaluation(ports, requireExperiment),
    writeScores: writeScores(ports, requireExperiment),
    failRun: async ({ runId, type, message }) => {
      await ports.store.endRun(runId, {
        status: "failed",
        error: { type, message },
        at: ports.now().toISOString(),
      });
    },
    summarizeExperiment: summarizeExperiment(ports),
    failExperiment: async ({ experimentId, message }) => {
      await ports.store.updateExperiment(experimentId, {
        status: "failed",
        error: message,
        endedAt: ports.now().toISOString(),
      });
    },
    prepareComparison: prepareComparison(ports),
    checkSequence: checkSequence(ports),
    compareExperiments: compareExperiments(ports),
    failComparison: failComparison(ports),
  };
}

function listRuns({ store }: ActivityPorts): ExperimentActivities["listRuns"] {
  return async ({ experimentId, from, limit, withOutput }) => {
    const runs = await store.listRuns({ experimentId, fromOrdinal: from, limit });
    const wanted = withOutput === true ? runs.filter(({ outputAt }) => outputAt !== null) : runs;
    return wanted.map(({ id, itemId, repetition }) => ({ runId: id, itemId, repetition }));
  };
}

function summarizeExperiment({
  store,
  summarize,
  now,
}: ActivityPorts): ExperimentActivities["summarizeExperiment"] {
  return async ({ experimentId, status }) => {
    const endedAt = now().toISOString();
    if (status !== "completed") await store.cancelUnfinishedRuns(experimentId, endedAt);
    await store.loseCallsOf(experimentId);
    const experiment = await store.getExperiment(experimentId);
    if (experiment === null) throw permanent(new Error(`Experiment ${experimentId} is gone from the store`));
    const summary = await whileHeartbeating(() => summarize(experiment));
    await store.updateExperiment(experimentId, { status, summary, endedAt });
    return { completed: summary.runs.completed, failed: summary.runs.failed };
  };
}

/** The rows have changed; how the experiment itself ended has not. */
function summarizeEvaluation({
  store,
  summarize,
}: ActivityPorts): ExperimentActivities["summarizeEvaluation"] {
  return async ({ experimentId }) => {
    const experiment = await store.getExperiment(experimentId);
    if (experiment === null) throw permanent(new Error(`Experiment ${experimentId} is gone from the store`));
    await store.loseCallsOf(experimentId);
    await whileHeartbeating(async () => {
      await store.updateExperiment(experimentId, { summary: await summarize(experiment) });
    });
  };
}

async function requireComparison({ store }: ActivityPorts, id: string): Promise<Comparison> {
  const comparison = await store.getComparison(id);
  if (comparison === null) throw permanent(new ComparisonNotFoundError(id));
  return comparison;
}

function prepareComparison(ports: ActivityPorts): ExperimentActivities["prepareComparison"] {
  return async ({ comparisonId }) => {
    const comparison = await requireComparison(ports, comparisonId);
    await ports.store.updateComparison(comparisonId, { status: "running", error: null, endedAt: null });
    const variants = await Promise.all(comparison.experimentIds.map((id) => requireMember(ports, id)));
    const { anchorsExperimentId } = comparison.metadata;
    const anchors =
      typeof anchorsExperimentId === "string" ? await requireMember(ports, anchorsExperimentId) : null;
    const experiments = anchors === null ? variants : [...variants, anchors];
    // Here, once: variants that are prepared side by side would each pay for the same judge's evaluation steps.
    for (const experiment of experiments) await prepareCode(ports, experiment);
    return {
      name: comparison.name,
      stopsEarly: comparison.policy.stopEarly !== null,
      experiments: experiments.map(
        ({ id, workflowId, name, variant, datasetName, pipeline, definition }) => ({
          experimentId: id,
          isAnchors: id === anchors?.id,
          workflowId,
          name,
          variant,
          datasetName,
          pipeline,
          definition,
        }),
      ),
    };
  };
}

async function requireMember({ store }: ActivityPorts, id: string) {
  const experiment = await store.getExperiment(id);
  if (experiment === null)
    throw permanent(new Error(`Experiment ${id} of the comparison is gone from the store`));
  return experiment;
}

/** Fails a comparison, and the members that had not begun. */
function failComparison(ports: ActivityPorts): ExperimentActivities["failComparison"] {
  return async ({ comparisonId, message }) => {
    const end = { status: "failed", error: message, endedAt: ports.now().toISOString() } as const;
    const { experimentIds } = await requireComparison(ports, comparisonId);
    for (const id of experimentIds) {
      const { status } = await requireMember(ports, id);
      if (status === "pending") await ports.store.updateExperiment(id, end);
    }
    await ports.store.updateComparison(comparisonId, end);
  };
}

function checkSequence(ports: ActivityPorts): ExperimentActivities["checkSequence"] {
  return async ({ comparisonId }) => {
    const comparison = await requireComparison(ports, comparisonId);
    const experiments = await Promise.all(comparison.experimentIds.map((id) => requireMember(ports, id)));
    const { baselineId, policy } = comparison;
    const results = await whileHeartbeating(() => ports.checkSequence({ experiments, baselineId, policy }));
    return { decided: results.length > 0 && results.every(({ decision }) => decision !== "undecided") };
  };
}

function compareExperiments(ports: ActivityPorts): ExperimentActivities["compareExperiments"] {
  return async ({ comparisonId, status }) => {
    const comparison = await requireComparison(ports, comparisonId);
    const experiments = await Promise.all(comparison.experimentIds.map((id) => requireMember(ports, id)));
    const { baselineId, policy } = comparison;
    const report = await whileHeartbeating(() => ports.compare({ experiments, baselineId, policy }));
    const endedAt = ports.now().toISOString();
    await ports.store.updateComparison(comparisonId, { status, report, endedAt });
    return { winner: report.winner.variant };
  };
}
