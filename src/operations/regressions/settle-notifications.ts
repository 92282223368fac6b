import { describeOwnWorkflow } from "../describe-own-workflow.js";
import type { SettleContext } from "../settle-ended.js";

/** More at once are settled by the next look. */
const MOST = 1_000;

/**
 * Gives up messages whose workflow was ended from outside, so that nobody sends them any more: terminated, cancelled,
 * timed out, or gone with the server's data. Each becomes `failed` with that reason, so that the next run tells its
 * receiver how things are. Returns the workflow ids.
 */
export async function settleNotifications(context: SettleContext): Promise<readonly string[]> {
  const { store, now = () => new Date() } = context;
  const pending = await store.findNotifications({ status: "pending", limit: MOST });
  const settled = new Set<string>();
  const reasons = new Map<string, string | null>();
  for (const { id, regressionRunId } of pending) {
    const workflowId = `notification/${regressionRunId}`;
    const known = reasons.get(regressionRunId);
    const why = known === undefined ? await findWhy(context, { regressionRunId, workflowId }) : known;
    reasons.set(regressionRunId, why);
    if (why === null) continue;
    const end = { status: "failed" as const, error: why, endedAt: now().toISOString() };
    if (await store.endNotification(id, end)) settled.add(workflowId);
  }
  return [...settled];
}

/** Why nobody sends the messages of a run any more; null while somebody does, or is about to. */
async function findWhy(
  context: SettleContext,
  { regressionRunId, workflowId }: { readonly regressionRunId: string; readonly workflowId: string },
): Promise<string | null> {
  const sender = await describeOwnWorkflow(context, workflowId);
  if (sender.state === "open") return null;
  if (sender.state === "closed") return `the workflow that sends it ${sender.how}`;
  const run = await context.store.getRegressionRun(regressionRunId);
  // The run writes its messages, and then starts who sends them.
  const writer = run === null ? null : await describeOwnWorkflow(context, run.workflowId);
  return writer?.state === "open" ? null : "the workflow that sends it is not in Temporal";
}
