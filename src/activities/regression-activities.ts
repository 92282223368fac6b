import { findNewDrifts } from "../analysis/history/find-new-drifts.js";
import { findPreviousRun } from "../analysis/regression/find-previous-run.js";
import { AssayError } from "../domain/errors.js";
import { toChildExperiment } from "../domain/experiment/child-experiment.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { RegressionRun } from "../domain/regression/regression-run.js";
import { StoreUnavailableError } from "../domain/store-errors.js";
import { permanent, readExperiment } from "./experiment-cache.js";
import type { ActivityPorts } from "./ports.js";
import type { RegressionActivities, RegressionWork } from "./regression-interface.js";
import { whileHeartbeating } from "./while-heartbeating.js";
import { writeMessages } from "./write-messages.js";

/** Writes the record of a regression run and plans its experiment. */
export function beginRegression({
  store,
  regressions,
  now,
}: ActivityPorts): RegressionActivities["beginRegression"] {
  return async ({ id, workflowId, scheduledAt, ...request }) => {
    const { definition, schedule } = request;
    const run = await store.beginRegressionRun({
      id,
      workflowId,
      definition,
      schedule,
      scheduledAt,
      experimentId: null,
      experiment: null,
      steps: [],
      modelSnapshots: [],
      state: null,
      previousState: null,
      verdict: null,
      drifts: [],
      error: null,
      createdAt: now().toISOString(),
      endedAt: null,
    });
    const planned = await beyondRetry(() => regressions.planCandidate(run, request));
    const { experiment } = planned;
    await store.updateRegressionRun(id, { experimentId: experiment.id, experiment: experiment.name });
    return { child: toChildExperiment(planned.experiment, planned.anchors) };
  };
}

/** Holds what has run against the baseline, and writes the verdict. */
export function gateRegression(ports: ActivityPorts): RegressionActivities["gateRegression"] {
  return async ({ id }) => {
    const run = await requireRun(ports, id);
    const candidate = await readExperiment(ports.store, run.experimentId);
    if (candidate.status !== "completed") throw permanent(new RegressionExperimentUnfinishedError(candidate));
    const verdict = await beyondRetry(() => ports.regressions.gate(run));
    await ports.store.updateRegressionRun(id, { verdict });
    return { state: verdict.state, isFinal: verdict.next === null };
  };
}

/** There is nothing to hold against a baseline. */
class RegressionExperimentUnfinishedError extends AssayError {
  constructor({ name, status, error }: Experiment) {
    super(
      `The experiment "${name}" is ${status}, so there is nothing to compare${error === null ? "" : `: ${error}`}. See: assay show ${name}`,
    );
  }
}

/** Plans what the verdict asks for; once per step, however often it is asked. */
export function planRegressionStep(ports: ActivityPorts): RegressionActivities["planRegressionStep"] {
  const { store, regressions } = ports;
  return async ({ id }) => {
    const run = await requireRun(ports, id);
    const next = run.verdict?.next ?? null;
    if (next === null) throw permanent(new Error(`Regression run ${id} has no step left`));
    if (next.kind === "rescore") {
      await noteStep(ports, run, { kind: "rescore", experimentId: next.experimentId });
      const request = {
        experimentId: next.experimentId,
        roundId: `${id}-rescore`,
        evaluatorIds: null,
        force: false,
      };
      return {
        kind: "evaluation",
        title: "judges the baseline's outputs again",
        workflowId: `evaluation/${id}`,
        request,
      };
    }
    const planned = await beyondRetry(() => regressions.planStep(run, next));
    await noteStep({ store }, run, { kind: next.kind, experimentId: planned.experiment.id });
    const work: RegressionWork = {
      kind: "experiment",
      title:
        next.kind === "rerun"
          ? "runs the baseline's config on this dataset version"
          : `adds repetition ${next.repetition}`,
      child: toChildExperiment(planned.experiment, planned.anchors),
    };
    return work;
  };
}

/** Ends the record with its verdict or the reason why there is none, and writes the messages. */
export function endRegression(ports: ActivityPorts): RegressionActivities["endRegression"] {
  const { store, now } = ports;
  return async ({ id, notify, failure }) => {
    const run = await requireRun(ports, id);
    if (run.state === null) {
      const previous = await findPreviousRun(store, run);
      const { experimentId } = run;
      const modelSnapshots = experimentId === null ? [] : [...(await store.listModelSnapshots(experimentId))];
      const ended: RegressionRun = {
        ...run,
        state: failure?.state ?? run.verdict?.state ?? "error",
        previousState: previous?.state ?? null,
        modelSnapshots,
        error: failure?.message ?? null,
        endedAt: now().toISOString(),
      };
      const drifts = failure === undefined ? await whileHeartbeating(() => findNewDrifts(store, ended)) : [];
      const messages = await writeMessages(ports, { run: { ...ended, drifts }, notify });
      const { state, previousState, error, endedAt } = ended;
      await store.endRegressionRun(
        id,
        { state, previousState, modelSnapshots, drifts, error, endedAt },
        messages,
      );
    }
    const { state, error, verdict } = await requireRun(ports, id);
    const pending = (await store.listNotifications(id)).filter(({ status }) => status === "pending");
    return {
      state: state ?? "error",
      reason: ports.hideSecrets(error ?? verdict?.reason ?? ""),
      notificationIds: pending.map((notification) => notification.id),
    };
  };
}

async function noteStep(
  { store }: Pick<ActivityPorts, "store">,
  { id, steps }: RegressionRun,
  step: RegressionRun["steps"][number],
): Promise<void> {
  const isKnown = steps.some(
    ({ kind, experimentId }) => kind === step.kind && experimentId === step.experimentId,
  );
  if (!isKnown) await store.updateRegressionRun(id, { steps: [...steps, step] });
}

async function requireRun({ store }: ActivityPorts, id: string): Promise<RegressionRun> {
  const run = await store.getRegressionRun(id);
  if (run === null) throw permanent(new Error(`Regression run ${id} is gone from the store`));
  return run;
}

/** What Assay refuses by name is refused again by the next try. */
async function beyondRetry<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await whileHeartbeating(work);
  } catch (error) {
    if (error instanceof AssayError && !(error instanceof StoreUnavailableError)) throw permanent(error);
    throw error;
  }
}
