import type { Client } from "@temporalio/client";
import { isNotFound } from "./is-not-found.js";

/** What Temporal knows of a workflow id: its latest execution, or nothing. */
export type WorkflowState =
  | { readonly state: "open"; readonly taskQueue: string; readonly startedAtMs: number }
  | {
      readonly state: "closed";
      readonly taskQueue: string;
      readonly startedAtMs: number;
      readonly closedAtMs: number;
      /** `was terminated in Temporal by me@host: "reason"`. */
      readonly how: string;
    }
  | { readonly state: "absent" };

/** Temporal's numbers of the ends of a workflow; all others are workflows under way. */
const ENDS: Readonly<Record<number, string>> = {
  2: "completed in Temporal",
  3: "failed in Temporal",
  4: "was cancelled in Temporal",
  5: "was terminated in Temporal",
  7: "timed out in Temporal",
};
const TERMINATED = 5;

/** Asks the server alone: no worker is needed, and nothing encrypted is read. */
export async function describeWorkflow(client: Client, workflowId: string): Promise<WorkflowState> {
  const { namespace } = client.options;
  const execution = { workflowId };
  try {
    const { workflowExecutionInfo: info } = await client.workflowService.describeWorkflowExecution({
      namespace,
      execution,
    });
    const taskQueue = info?.taskQueue ?? "";
    const startedAtMs = toMilliseconds(info?.startTime);
    const status = Number(info?.status);
    const end = ENDS[status];
    if (end === undefined) return { state: "open", taskQueue, startedAtMs };
    const how = status === TERMINATED ? `${end}${await readTermination(client, workflowId)}` : end;
    return { state: "closed", taskQueue, startedAtMs, closedAtMs: toMilliseconds(info?.closeTime), how };
  } catch (error) {
    if (isNotFound(error)) return { state: "absent" };
    throw error;
  }
}

/** ` by me@host: "reason"`, as far as it is known. */
async function readTermination(client: Client, workflowId: string): Promise<string> {
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace: client.options.namespace,
    execution: { workflowId },
    maximumPageSize: 1,
  });
  const termination = history?.events?.[0]?.workflowExecutionTerminatedEventAttributes;
  const { identity, reason } = termination ?? {};
  return `${identity ? ` by ${identity}` : ""}${reason ? `: "${reason}"` : ""}`;
}

function toMilliseconds(
  time: { readonly seconds?: unknown; readonly nanos?: number | null } | null | undefined,
): number {
  return Number(time?.seconds ?? 0) * 1_000 + (time?.nanos ?? 0) / 1_000_000;
}
