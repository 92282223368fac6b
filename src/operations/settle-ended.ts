import type { Client } from "@temporalio/client";
import { summarizeExperiment } from "../analysis/summary/summarize-experiment.js";
import type { Comparison } from "../domain/comparison/comparison.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import { isLive } from "../domain/experiment/is-live.js";
import type { Store } from "../domain/store.js";
import type { WorkflowState } from "../temporal/describe-workflow.js";
import { ABSENT, describeOwnWorkflow } from "./describe-own-workflow.js";

/** Rows are written before the workflow is started: one that is not there yet may still come. */
const START_GRACE_MS = 60_000;

const LIVE = ["pending", "running"] as const;

/** Store and Temporal, whose states are compared. */
export interface SettleContext {
  readonly store: Store;
  readonly client: Client;
  readonly now?: () => Date;
}

/** What is under way according to the store: everything, unless a caller wants only some of it. */
export interface SettleScope {
  readonly experiments: readonly Experiment[];
  readonly comparisons: readonly Comparison[];
}

/**
 * Ends in the store what was ended from outside Assay, in Temporal: workflows that somebody terminated, that timed out,
 * or that went with the server's data. Their runs are kept and summarized; unfinished runs are cancelled until somebody
 * resumes them. Returns the names of what it ended.
 */
export async function settleEnded(context: SettleContext, scope?: SettleScope): Promise<readonly string[]> {
  // Before Temporal is asked: a process that stands still in between would take what is only now started for gone.
  const askedAt = context.now?.() ?? new Date();
  const { experiments, comparisons } = scope ?? (await context.store.listUnended());
  const states = new Map<string, Promise<WorkflowState>>();
  const look = (workflowId: string): Promise<WorkflowState> => {
    const known = states.get(workflowId) ?? describeOwnWorkflow(context, workflowId);
    states.set(workflowId, known);
    return known;
  };
  const settled: string[] = [];
  for (const experiment of experiments.filter(isLive)) {
    const how = howEnded(askedAt, experiment, {
      own: await look(experiment.workflowId),
      parent: await lookAtParent(context, experiment, look),
    });
    if (how !== null && (await endExperiment(context, experiment, how))) settled.push(experiment.name);
  }
  for (const comparison of comparisons.filter(isLive)) {
    const own = await look(comparison.workflowId);
    const how = howEnded(askedAt, comparison, { own, parent: null });
    if (how !== null && (await endComparison(context, comparison, how))) settled.push(comparison.name);
  }
  return settled;
}

/** The workflow that starts this one's as a child: of the comparison, of the experiment beside which anchors are judged, or of the regression run. */
async function lookAtParent(
  { store }: SettleContext,
  { comparisonId, role, startedBy }: Experiment,
  look: (workflowId: string) => Promise<WorkflowState>,
): Promise<WorkflowState | null> {
  if (startedBy !== undefined) return await look(startedBy);
  const beside = role.kind === "anchors" ? role.besideExperimentId : null;
  const parent =
    comparisonId !== null
      ? await store.getComparison(comparisonId)
      : beside === null
        ? null
        : await store.getExperiment(beside);
  return parent === null ? null : await look(parent.workflowId);
}

/** How it ended; null while it goes on, or is still to come. */
function howEnded(
  askedAt: Date,
  { createdAt }: Experiment | Comparison,
  { own, parent }: { readonly own: WorkflowState; readonly parent: WorkflowState | null },
): string | null {
  if (own.state === "open") return null;
  if (parent?.state === "open") {
    // A resumed comparison has yet to start its variants again: the last end says nothing.
    const isOver = own.state === "closed" && own.closedAtMs >= parent.startedAtMs;
    return isOver ? `its workflow ${own.how}` : null;
  }
  if (own.state === "closed") return `its workflow ${own.how}`;
  if (parent?.state === "closed") return `the workflow it belongs to ${parent.how}`;
  return askedAt.getTime() - Date.parse(createdAt) < START_GRACE_MS ? null : ABSENT;
}

async function endExperiment(context: SettleContext, { id }: Experiment, how: string): Promise<boolean> {
  const { store, now = () => new Date() } = context;
  // A workflow writes how it ended before it closes: what is still live after the look above is never written any more.
  const experiment = await store.getExperiment(id);
  if (experiment === null || !isLive(experiment)) return false;
  const endedAt = now().toISOString();
  await store.cancelUnfinishedRuns(id, endedAt);
  await store.loseCallsOf(id);
  const summary = await summarizeExperiment(store, experiment);
  const error = explain(experiment.name, how);
  return await store.transitExperiment(id, {
    from: LIVE,
    change: { status: "terminated", error, summary, endedAt },
  });
}

async function endComparison({ store, now }: SettleContext, comparison: Comparison, how: string) {
  const endedAt = (now?.() ?? new Date()).toISOString();
  const error = explain(comparison.name, how);
  return await store.transitComparison(comparison.id, {
    from: LIVE,
    change: { status: "terminated", error, endedAt },
  });
}

function explain(name: string, how: string): string {
  return `${how}. Results so far are kept; continue with: assay resume ${name}`;
}
