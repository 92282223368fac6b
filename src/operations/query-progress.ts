import { progressQuery } from "../workflows/contract.js";
import { type OpenConnection, whileOpen } from "./while-open.js";

/** Longest wait for an answer of Temporal, in ms. */
export const QUERY_MILLISECONDS = 3_000;

/** The progress that a workflow reports; null when it does not answer in time, as can happen at any moment. */
export function queryProgress(open: OpenConnection, workflowId: string) {
  const { client } = open;
  const workflow = client.workflow.getHandle(workflowId);
  return whileOpen(open, () =>
    client.withDeadline(Date.now() + QUERY_MILLISECONDS, () => workflow.query(progressQuery)),
  ).catch(() => null);
}
