import { summarizeExperiment as summarize } from "../analysis/summary/summarize-experiment.js";
import type { ExperimentActivities } from "./activity-interface.js";
import { readExperiment } from "./experiment-cache.js";
import { isPassingFailure } from "./is-passing-failure.js";
import type { ActivityPorts } from "./ports.js";
import { whileHeartbeating } from "./while-heartbeating.js";

/** A page of an experiment's runs, as ids. */
export function listRuns({ store }: ActivityPorts): ExperimentActivities["listRuns"] {
  return async ({ experimentId, from, limit, withOutput }) => {
    const runs = await store.listRuns({ experimentId, fromOrdinal: from, limit });
    // What was cancelled and not reopened is left alone: the comparison was decided without it.
    const wanted = runs.filter(({ outputAt, status }) =>
      withOutput === true ? outputAt !== null : status !== "cancelled",
    );
    return wanted.map(({ id, itemId, repetition }) => ({ runId: id, itemId, repetition }));
  };
}

/** Ends a run that an activity could not end itself. */
export function failRun({ store, now }: ActivityPorts): ExperimentActivities["failRun"] {
  return async ({ runId, type, message, ...gaveUp }) => {
    const failure = { type, message };
    const isPassing = isPassingFailure({ name: type, message });
    const error = isPassing ? { ...failure, isPassing } : failure;
    await store.endRun(runId, { status: "failed", error, ...gaveUp, at: now().toISOString() });
  };
}

/** Ends an experiment, and summarizes what it has. */
export function summarizeExperiment({
  store,
  now,
}: ActivityPorts): ExperimentActivities["summarizeExperiment"] {
  return async ({ experimentId, status }) => {
    const endedAt = now().toISOString();
    if (status !== "completed") await store.cancelUnfinishedRuns(experimentId, endedAt);
    await store.loseCallsOf(experimentId);
    const experiment = await readExperiment(store, experimentId);
    const summary = await whileHeartbeating(() => summarize(store, experiment));
    const isPartial = status === "completed" && summary.runs.cancelled > 0;
    await store.updateExperiment(experimentId, {
      status: isPartial ? "stopped_early" : status,
      summary,
      endedAt,
    });
    return { completed: summary.runs.completed, failed: summary.runs.failed };
  };
}

/** Ends an experiment that cannot go on. */
export function failExperiment({ store, now }: ActivityPorts): ExperimentActivities["failExperiment"] {
  return async ({ experimentId, message }) => {
    const endedAt = now().toISOString();
    await store.loseCallsOf(experimentId);
    await store.updateExperiment(experimentId, { status: "failed", error: message, endedAt });
  };
}

/** The rows have changed; how the experiment itself ended has not. */
export function summarizeEvaluation({ store }: ActivityPorts): ExperimentActivities["summarizeEvaluation"] {
  return async ({ experimentId }) => {
    const experiment = await readExperiment(store, experimentId);
    await store.loseCallsOf(experimentId);
    await whileHeartbeating(async () => {
      await store.updateExperiment(experimentId, { summary: await summarize(store, experiment) });
    });
  };
}
