import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from "@temporalio/workflow";
import type { ExperimentActivities, ExperimentPlan } from "../activities/activity-interface.js";
import {
  type ExperimentInput,
  type ExperimentOutcome,
  PAGE_LENGTH,
  type Progress,
  pauseUpdate,
  progressQuery,
  resumeUpdate,
  setConcurrencyUpdate,
} from "./contract.js";
import { fanOut } from "./fan-out.js";
import { processRuns, type RunControl, windowFor } from "./process-runs.js";

const activities = proxyActivities<ExperimentActivities>({
  // Planning a million runs and summarizing them take minutes; both heartbeat and can be repeated.
  startToCloseTimeout: "1h",
  heartbeatTimeout: "60s",
  retry: { initialInterval: "1s", maximumInterval: "60s", maximumAttempts: 20 },
});

/** One experiment: prepare, fan out over its runs, fan in. */
export async function experiment({ experimentId }: ExperimentInput): Promise<ExperimentOutcome> {
  let plan: ExperimentPlan | null = null;
  const control = createControl(() => describe(plan, control));
  handleMessages(control, () => plan);
  try {
    const prepared = await activities.prepareExperiment({ experimentId });
    plan = prepared;
    control.concurrency = control.concurrency || prepared.concurrency;
    control.window = windowFor(control.concurrency);
    describe(plan, control);
    const mayFail = prepared.maxFailureRate * prepared.runCount;
    const onEnd = control.onEnd;
    control.onEnd = () => {
      if (control.failed > mayFail) control.stopped = true;
      onEnd();
    };
    await execute(prepared, control);
  } catch (error) {
    return await endEarly(experimentId, error, plan, control);
  }
  return await finish(experimentId, control.stopped ? "aborted" : "completed", plan, control);
}

async function execute(plan: ExperimentPlan, control: RunControl): Promise<void> {
  if (plan.runCount > PAGE_LENGTH) return await fanOut(plan, control);
  const { experimentId } = plan;
  await processRuns(plan, await activities.listRuns({ experimentId, from: 0, limit: PAGE_LENGTH }), control);
}

async function finish(
  experimentId: string,
  status: ExperimentOutcome["status"],
  plan: ExperimentPlan | null,
  control: RunControl,
): Promise<ExperimentOutcome> {
  const counts = await activities.summarizeExperiment({ experimentId, status });
  upsertSearchAttributes({ AssayStatus: [status] });
  describe(plan, control, status);
  return { experimentId, status, ...counts };
}

/** Cancelling keeps and summarizes what is done; everything else is an orchestration that failed. */
async function endEarly(
  experimentId: string,
  error: unknown,
  plan: ExperimentPlan | null,
  control: RunControl,
): Promise<ExperimentOutcome> {
  return await CancellationScope.nonCancellable(async () => {
    if (isCancellation(error)) {
      await finish(experimentId, "cancelled", plan, control);
      throw error;
    }
    const cause = error instanceof ActivityFailure ? error.cause : error;
    const message = cause instanceof Error ? cause.message : String(cause);
    await activities.failExperiment({ experimentId, message });
    upsertSearchAttributes({ AssayStatus: ["failed"] });
    if (error instanceof Error && error.name === "ActivityFailure") {
      throw ApplicationFailure.nonRetryable(
        message,
        cause instanceof ApplicationFailure ? (cause.type ?? "ExperimentFailed") : "ExperimentFailed",
      );
    }
    throw error;
  });
}

function createControl(onEnd: () => void): RunControl {
  return {
    concurrency: 0,
    window: 0,
    paused: false,
    stopped: false,
    completed: 0,
    failed: 0,
    inFlight: 0,
    onEnd,
  };
}

function handleMessages(control: RunControl, plan: () => ExperimentPlan | null): void {
  setHandler(progressQuery, (): Progress => {
    const { completed, failed, inFlight, paused, concurrency } = control;
    return { total: plan()?.runCount ?? 0, completed, failed, inFlight, paused, concurrency };
  });
  setHandler(pauseUpdate, () => {
    control.paused = true;
    describe(plan(), control);
  });
  setHandler(resumeUpdate, () => {
    control.paused = false;
    describe(plan(), control);
  });
  setHandler(
    setConcurrencyUpdate,
    (concurrency) => {
      control.concurrency = concurrency;
      control.window = windowFor(concurrency);
      describe(plan(), control);
    },
    {
      validator: (concurrency) => {
        if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 2000) return;
        throw ApplicationFailure.nonRetryable(
          `concurrency must be a whole number from 1 to 2000, received ${concurrency}`,
          "ConcurrencyInvalidError",
        );
      },
    },
  );
}

/** The live table of the Temporal UI; costs no history event. */
function describe(plan: ExperimentPlan | null, control: RunControl, status?: string): void {
  if (plan === null) {
    setCurrentDetails("preparing");
    return;
  }
  const state = status ?? (control.paused ? "paused" : "running");
  setCurrentDetails(
    [
      `**${plan.name}**: ${state}`,
      "",
      "| runs | completed | failed | in flight | concurrency |",
      "|---|---|---|---|---|",
      `| ${plan.runCount} | ${control.completed} | ${control.failed} | ${control.inFlight} | ${control.concurrency} |`,
    ].join("\n"),
  );
}
