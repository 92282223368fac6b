import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
} from "@temporalio/workflow";
import type { ExperimentActivities } from "../activities/activity-interface.js";
import type { ChildExperiment } from "../domain/experiment/child-experiment.js";
import { type ComparisonInput, type ComparisonOutcome, decidedSignal, runsEndedSignal } from "./contract.js";
import { explainFailure } from "./explain-failure.js";
import { runChildExperiment } from "./run-child-experiment.js";

const activities = proxyActivities<ExperimentActivities>({
  startToCloseTimeout: "1h",
  heartbeatTimeout: "60s",
  retry: { initialInterval: "1s", maximumInterval: "60s", maximumAttempts: 20 },
});

/** One experiment per variant over one pinned dataset version, then their comparison. */
export async function comparison({ comparisonId }: ComparisonInput): Promise<ComparisonOutcome> {
  try {
    const { name, experiments, stopsEarly } = await activities.prepareComparison({ comparisonId });
    const variants = experiments.filter(({ isAnchors }) => !isAnchors);
    const states = new Map(experiments.map((child) => [child.variant, "running"]));
    const describe = (): void =>
      setCurrentDetails(
        [
          `**${name}**`,
          "",
          "| variant | state |",
          "|---|---|",
          ...[...states].map(([variant, state]) => `| ${variant} | ${state} |`),
        ].join("\n"),
      );
    describe();
    const watcher = new CancellationScope();
    const watching = watcher.run(async () => {
      if (stopsEarly) await stopWhenDecided(comparisonId, variants);
    });
    // Cancelled below, when the variants have ended; what else breaks it ends the comparison.
    watching.catch(() => undefined);
    const outcomes = await Promise.allSettled(
      experiments.map(async (child) => {
        const outcome = await runChildExperiment(child, comparisonId).catch((error: unknown) => {
          states.set(child.variant, isCancellation(error) ? "cancelled" : "failed");
          describe();
          throw error;
        });
        states.set(child.variant, outcome.status);
        describe();
      }),
    );
    watcher.cancel();
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed !== undefined && !isCancellation(failed.reason)) throw failed.reason;
    const status = failed === undefined ? "completed" : "cancelled";
    const { winner } = await CancellationScope.nonCancellable(() =>
      activities.compareExperiments({ comparisonId, status }),
    );
    upsertSearchAttributes({ AssayStatus: [status] });
    if (failed !== undefined) throw failed.reason;
    return { comparisonId, experimentIds: variants.map((child) => child.experimentId), winner };
  } catch (error) {
    if (!isCancellation(error)) await recordFailure(comparisonId, error);
    throw error;
  }
}

/** Looks each time more runs have ended, and tells the variants when it is decided. One look at a time. */
async function stopWhenDecided(comparisonId: string, experiments: readonly ChildExperiment[]): Promise<void> {
  let hasNews = false;
  setHandler(runsEndedSignal, () => {
    hasNews = true;
  });
  for (;;) {
    await condition(() => hasNews);
    hasNews = false;
    const { decided } = await activities.checkSequence({ comparisonId });
    if (!decided) continue;
    const tell = async ({ workflowId }: ChildExperiment): Promise<void> => {
      try {
        await getExternalWorkflowHandle(workflowId).signal(decidedSignal);
      } catch (error) {
        // It has ended in the meantime.
        if (isCancellation(error)) throw error;
      }
    };
    await Promise.all(experiments.map(tell));
    return;
  }
}

async function recordFailure(comparisonId: string, error: unknown): Promise<void> {
  const message = explainFailure(error);
  await CancellationScope.nonCancellable(() => activities.failComparison({ comparisonId, message }));
  upsertSearchAttributes({ AssayStatus: ["failed"] });
}
