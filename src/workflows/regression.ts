import {
  CancellationScope,
  executeChild,
  isCancellation,
  ParentClosePolicy,
  proxyActivities,
  setCurrentDetails,
  startChild,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from "@temporalio/workflow";
import type {
  RegressionActivities,
  RegressionEnd,
  RegressionWork,
} from "../activities/regression-interface.js";
import type {
  EvaluationInput,
  EvaluationOutcome,
  NotificationInput,
  NotificationOutcome,
  RegressionInput,
  RegressionOutcome,
} from "./contract.js";
import { explainFailure } from "./explain-failure.js";
import { runChildExperiment } from "./run-child-experiment.js";

const activities = proxyActivities<RegressionActivities>({
  // Synchronising a dataset and gating a million runs take minutes; all heartbeat and can be repeated.
  startToCloseTimeout: "1h",
  heartbeatTimeout: "60s",
  retry: { initialInterval: "1s", maximumInterval: "60s", maximumAttempts: 20 },
});

/** One run of a definition against its baseline: experiment, gate, record, messages. */
export async function regression(input: RegressionInput): Promise<RegressionOutcome> {
  const { firstExecutionRunId: id, workflowId } = workflowInfo();
  const story = tellStory(input);
  const { notify } = input;
  try {
    const scheduledAt = readScheduledAt();
    story("plans the experiment");
    const { child } = await activities.beginRegression({ ...input, id, workflowId, scheduledAt });
    upsertSearchAttributes({
      AssayDataset: [child.datasetName],
      AssayPipeline: [child.pipeline],
      AssayVariant: [child.variant],
    });
    upsertMemo({ experiment: child.name, experimentId: child.experimentId });
    story(`runs ${child.name}`);
    await runChildExperiment(child, null);
    await decide(id, story);
    return await finish(await activities.endRegression({ id, notify }), { id, story });
  } catch (error) {
    if (isCancellation(error)) {
      await CancellationScope.nonCancellable(async () => {
        const failure = { state: "cancelled" as const, message: "it was cancelled" };
        await finish(await activities.endRegression({ id, notify, failure }), { id, story });
      });
      throw error;
    }
    // A night without a verdict is told like any other: it is recorded, and the workflow ends in order.
    const failure = { state: "error" as const, message: explainFailure(error) };
    return await finish(await activities.endRegression({ id, notify, failure }), { id, story });
  }
}

/** Holds the candidate against its baseline, with as many further steps as the definition allows. */
async function decide(id: string, story: (step: string) => void): Promise<void> {
  for (;;) {
    story("compares with the baseline");
    const { state, isFinal } = await activities.gateRegression({ id });
    if (isFinal) return;
    const work = await activities.planRegressionStep({ id });
    story(`${state}: ${work.title}`);
    await take(work);
  }
}

async function take(work: RegressionWork): Promise<void> {
  if (work.kind === "experiment") {
    await runChildExperiment(work.child, null);
    return;
  }
  await executeChild<(input: EvaluationInput) => Promise<EvaluationOutcome>>("evaluation", {
    workflowId: work.workflowId,
    args: [work.request],
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    staticSummary: work.title,
  });
}

/** Sends the messages by a workflow of their own: while a receiver is away, the next run must not wait for it. */
async function finish(
  { state, reason, notificationIds }: RegressionEnd,
  { id, story }: { readonly id: string; readonly story: (step: string) => void },
): Promise<RegressionOutcome> {
  upsertSearchAttributes({ AssayStatus: [state] });
  // Seen without a worker, which the current details are not.
  upsertMemo({ state, reason });
  if (notificationIds.length > 0) {
    await startChild<(input: NotificationInput) => Promise<NotificationOutcome>>("notification", {
      workflowId: `notification/${id}`,
      args: [{ notificationIds }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `${notificationIds.length} messages: ${state}`,
    });
  }
  story(`**${state}**: ${reason}`);
  return { id, state, notifications: notificationIds.length };
}

/** What the Temporal UI shows while it runs, and afterwards; costs no history event. */
function tellStory({ definition, schedule }: RegressionInput): (step: string) => void {
  const told: string[] = [];
  return (step) => {
    told.push(`- ${step}`);
    const by = schedule === null ? "" : `, schedule ${schedule}`;
    setCurrentDetails([`**regression of ${definition}**${by}`, "", ...told].join("\n"));
  };
}

/** The time that a schedule meant, which may be long ago when it is made up for. */
function readScheduledAt(): string | null {
  const given: unknown = workflowInfo().searchAttributes.TemporalScheduledStartTime?.[0];
  return given instanceof Date ? given.toISOString() : typeof given === "string" ? given : null;
}
