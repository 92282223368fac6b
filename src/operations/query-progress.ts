import { progressQuery } from "../workflows/contract.js";
import { type OpenConnection, whileOpen } from "./while-open.js";

/** Who looks waits no longer for an answer of Temporal's, in ms. */
export const QUERY_MILLISECONDS = 3_000;

/** What a workflow says of its progress; null when it does not answer in time: not every workflow does at every moment. */
export function queryProgress(open: OpenConnection, workflowId: string) {
  const { client } = open;
  const workflow = client.workflow.getHandle(workflowId);
  return whileOpen(open, () =>
    client.withDeadline(Date.now() + QUERY_MILLISECONDS, () => workflow.query(progressQuery)),
  ).catch(() => null);
}
