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
  ExperimentSetup,
  PipelineOutcome,
  RunReference,
  StepOutcome,
} from "../activities/activity-interface.js";
import { callRemotePipeline } from "./call-remote-pipeline.js";

/** Time that a call may wait in the worker for its turn, on top of its own time-out. */
const QUEUE_ALLOWANCE_MS = 3_600_000;
/** Time that a provider may go on refusing, or workers may be away, before a call is given up. */
const PATIENCE = "7 days";

/** What the calls of a run check while they are made. */
export interface RunGate {
  readonly concurrency: number;
  /** Resolves when calls may start: at once unless paused. */
  open(): Promise<void>;
}

/** How a run ended; `stopped`: nothing was called, since the budget is used up. */
export interface RunOutcome {
  readonly status: "completed" | "failed" | "stopped";
  readonly budgetExhausted: boolean;
}

/** Runs one run to its end; a run that fails for good is data, never an exception. Only cancellation throws. */
export async function executeRun(
  plan: ExperimentSetup,
  run: RunReference,
  gate: RunGate,
): Promise<RunOutcome> {
  const label = run.repetition === 0 ? run.itemId : `${run.itemId} #${run.repetition + 1}`;
  if (plan.round === undefined) {
    const { status, ended } = await callPipeline(plan, run, { gate, label });
    if (status !== "completed" || ended === true) return { status, budgetExhausted: status === "stopped" };
  }
  const outcomes = await Promise.all(
    plan.waiting.map((evaluator) => evaluate(plan, run, { gate, label, evaluator })),
  );
  await writeScores(plan, run, label);
  return { status: "completed", budgetExhausted: outcomes.some(({ status }) => status === "stopped") };
}

async function callPipeline(
  plan: ExperimentSetup,
  run: RunReference,
  { gate, label }: { readonly gate: RunGate; readonly label: string },
): Promise<PipelineOutcome> {
  await gate.open();
  const options = { ...callOptions(plan, plan.pipelineTimeoutMs), ...plan.pipelineQueue, summary: label };
  try {
    if (plan.remote !== undefined)
      return await callRemotePipeline(plan, run, { remote: plan.remote, steps: steps(plan, label), label });
    return await proxyActivities<ExperimentActivities>(options).callPipeline({
      runId: run.runId,
      concurrency: gate.concurrency,
    });
  } catch (error) {
    const failure = { runId: run.runId, ...describeFailure(error) };
    const gaveUpAfterMs = plan.remote?.startToCloseTimeoutMs;
    const isGivenUp = gaveUpAfterMs !== undefined && isStartToClose(error);
    await steps(plan, label).failRun(isGivenUp ? { ...failure, gaveUpAfterMs } : failure);
    return { status: "failed" };
  }
}

async function writeScores(plan: ExperimentSetup, run: RunReference, label: string): Promise<void> {
  const count = plan.computingIds.length;
  const { round, computingIds } = plan;
  await steps(plan, count === 0 ? label : `${label} · ${count} computing`).writeScores({
    runId: run.runId,
    ...(round === undefined ? {} : { round, computing: computingIds }),
  });
}

async function evaluate(
  plan: ExperimentSetup,
  run: RunReference,
  {
    gate,
    label,
    evaluator,
  }: {
    readonly gate: RunGate;
    readonly label: string;
    readonly evaluator: ExperimentSetup["waiting"][number];
  },
): Promise<StepOutcome> {
  await gate.open();
  const summary = `${label} · ${evaluator.id}`;
  const options = { ...callOptions(plan, evaluator.timeoutMs), ...evaluator.queue, summary };
  try {
    return await proxyActivities<ExperimentActivities>(options).evaluate({
      runId: run.runId,
      evaluatorId: evaluator.id,
      concurrency: gate.concurrency,
      ...(plan.round === undefined ? {} : { round: plan.round }),
    });
  } catch (error) {
    const failure = describeFailure(error);
    await steps(plan, summary).failEvaluation({ runId: run.runId, evaluatorId: evaluator.id, ...failure });
    return { status: "failed" };
  }
}

/**
 * Steps that only write to the store. They are ordinary activities, not local ones: see ARCHITECTURE.md, "Why no
 * local activities".
 */
function steps(plan: ExperimentSetup, summary: string): ActivityInterfaceFor<ExperimentActivities> {
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

function callOptions(plan: ExperimentSetup, timeoutMs: number) {
  return {
    startToCloseTimeout: timeoutMs + QUEUE_ALLOWANCE_MS,
    scheduleToCloseTimeout: PATIENCE,
    heartbeatTimeout: plan.heartbeatTimeoutMs,
    // A call in flight may be paid for: wait until the worker has said how it ended.
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    // No maximum of attempts: rate limits, hand-backs and lost workers are attempts too. The activity itself counts
    // failures of user code, and workers lost with the call, and says when it is enough.
    retry: { initialInterval: "1s", maximumInterval: "60s" },
  } as const;
}

/** Whether the activity itself did not end in time. */
function isStartToClose(error: unknown): boolean {
  return (
    error instanceof ActivityFailure &&
    error.cause instanceof TimeoutFailure &&
    error.cause.timeoutType === "START_TO_CLOSE"
  );
}

function describeFailure(error: unknown): { readonly type: string; readonly message: string } {
  if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
  const { cause } = error;
  if (cause instanceof TimeoutFailure) {
    const isPatienceOver = cause.timeoutType === "SCHEDULE_TO_CLOSE";
    return {
      type: isPatienceOver ? "CallGivenUpError" : "WorkerLostError",
      message: isPatienceOver
        ? `the call did not succeed within ${PATIENCE}`
        : `no worker finished the call (${cause.timeoutType} time-out)`,
    };
  }
  return {
    type: (cause instanceof ApplicationFailure && cause.type) || "ActivityFailure",
    message: cause?.message ?? error.message,
  };
}
