import { ActivityCancellationType, type ActivityInterfaceFor, proxyActivities } from "@temporalio/workflow";
import type {
  ExperimentActivities,
  ExperimentSetup,
  PipelineOutcome,
  RunReference,
  ScheduledActivity,
} from "../activities/activity-interface.js";

/** The one activity of another worker; its payload is documented in docs/pipelines.md. */
type Remote = Readonly<Record<string, (payload: unknown) => Promise<unknown>>>;

/**
 * Calls a pipeline that is an activity of another worker, in any language. Here alone input and output pass through
 * Temporal by value. The result is in the history, so it is never asked for twice.
 */
export async function callRemotePipeline(
  plan: ExperimentSetup,
  run: RunReference,
  {
    remote,
    steps,
    label,
  }: {
    readonly remote: ScheduledActivity;
    readonly steps: ActivityInterfaceFor<ExperimentActivities>;
    readonly label: string;
  },
): Promise<PipelineOutcome> {
  const prepared = await steps.readRemoteCall({ runId: run.runId });
  if (prepared.payload === undefined) return prepared.outcome;
  const activities = proxyActivities<Remote>({
    taskQueue: remote.taskQueue,
    summary: label,
    startToCloseTimeout: remote.startToCloseTimeoutMs,
    ...(remote.heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeout: remote.heartbeatTimeoutMs }),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: "1s", maximumInterval: "60s", maximumAttempts: plan.maxAttempts },
  });
  const call = activities[remote.activityType];
  if (call === undefined) throw new Error(`no activity ${remote.activityType}`);
  const startedAt = Date.now();
  const output = await call(prepared.payload);
  return await steps.recordRemoteOutput({ runId: run.runId, output, latencyMs: Date.now() - startedAt });
}
