import {
  ActivityCancellationType,
  ActivityFailure,
  type ActivityInterfaceFor,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  TimeoutFailure,
} from "@temporalio/workflow";
import type {
  ExperimentActivities,
  ExperimentPlan,
  PipelineOutcome,
  RunReference,
} from "../activities/activity-interface.js";

/** Temporal's own attempts: the activity counts the user's failures itself, so these are for lost workers only. */
const LOST_WORKER_ATTEMPTS = 20;
/** Time that a call may wait in the worker for its turn, on top of its own time-out. */
const QUEUE_ALLOWANCE_MS = 3_600_000;

/** What a run's calls look at while they go on. */
export interface RunGate {
  readonly concurrency: number;
  /** Resolves when calls may start: at once unless paused. */
  open(): Promise<void>;
}

/** Runs one run to its end; a run that fails for good is data, never an exception. Only cancellation throws. */
export async function executeRun(
  plan: ExperimentPlan,
  run: RunReference,
  gate: RunGate,
): Promise<"completed" | "failed"> {
  const label = run.repetition === 0 ? run.itemId : `${run.itemId} #${run.repetition + 1}`;
  const outcome = await callPipeline(plan, run, { gate, label });
  if (outcome.status === "failed" || outcome.ended === true) return outcome.status;
  await Promise.all(plan.waiting.map((evaluator) => evaluate(plan, run, { gate, label, evaluator })));
  await writeScores(plan, run, label);
  return "completed";
}

async function callPipeline(
  plan: ExperimentPlan,
  run: RunReference,
  { gate, label }: { readonly gate: RunGate; readonly label: string },
): Promise<PipelineOutcome> {
  await gate.open();
  const options = { ...callOptions(plan, plan.pipelineTimeoutMs), summary: label };
  try {
    return await proxyActivities<ExperimentActivities>(options).callPipeline({
      runId: run.runId,
      concurrency: gate.concurrency,
    });
  } catch (error) {
    await steps(plan, label).failRun({ runId: run.runId, ...describeFailure(error) });
    return { status: "failed" };
  }
}

async function writeScores(plan: ExperimentPlan, run: RunReference, label: string): Promise<void> {
  const computing = plan.computing === 0 ? "" : ` · ${plan.computing} computing`;
  await steps(plan, `${label}${computing}`).writeScores({ runId: run.runId });
}

async function evaluate(
  plan: ExperimentPlan,
  run: RunReference,
  {
    gate,
    label,
    evaluator,
  }: {
    readonly gate: RunGate;
    readonly label: string;
    readonly evaluator: ExperimentPlan["waiting"][number];
  },
): Promise<void> {
  await gate.open();
  const options = { ...callOptions(plan, evaluator.timeoutMs), summary: `${label} · ${evaluator.id}` };
  try {
    await proxyActivities<ExperimentActivities>(options).evaluate({
      runId: run.runId,
      evaluatorId: evaluator.id,
      concurrency: gate.concurrency,
    });
  } catch (error) {
    await steps(plan, options.summary).failEvaluation({
      runId: run.runId,
      evaluatorId: evaluator.id,
      ...describeFailure(error),
    });
  }
}

/**
 * Steps that only write to the store. They are ordinary activities, not local ones: see ARCHITECTURE.md, "Why no
 * local activities".
 */
function steps(plan: ExperimentPlan, summary: string): ActivityInterfaceFor<ExperimentActivities> {
  return proxyActivities<ExperimentActivities>({
    summary,
    // Milliseconds when the store is well, worth many tries when it is not.
    startToCloseTimeout: "60s",
    heartbeatTimeout: plan.heartbeatTimeoutMs,
    // What was paid for is written to its end, also when the experiment is cancelled meanwhile.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: "200ms", maximumInterval: "30s", maximumAttempts: 50 },
  });
}

function callOptions(plan: ExperimentPlan, timeoutMs: number) {
  return {
    startToCloseTimeout: timeoutMs + QUEUE_ALLOWANCE_MS,
    heartbeatTimeout: plan.heartbeatTimeoutMs,
    // A call in flight may be paid for: wait until the worker has said how it ended.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: "1s", maximumInterval: "60s", maximumAttempts: LOST_WORKER_ATTEMPTS },
  };
}

function describeFailure(error: unknown): { readonly type: string; readonly message: string } {
  if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
  if (error.cause instanceof TimeoutFailure) {
    return {
      type: "WorkerLostError",
      message: `no worker finished the call in ${LOST_WORKER_ATTEMPTS} attempts (${error.cause.timeoutType} time-out); the call may be what ends the worker`,
    };
  }
  const cause = error.cause;
  return {
    type: (cause instanceof ApplicationFailure && cause.type) || "ActivityFailure",
    message: cause?.message ?? error.message,
  };
}
