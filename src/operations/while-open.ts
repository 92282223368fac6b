import type { Client } from "@temporalio/client";

/** Where Temporal is asked, and until when. */
export interface OpenConnection {
  readonly client: Client;
  /** Ends waiting: a call left waiting would be tried again on a connection that is closed. */
  readonly signal?: AbortSignal | undefined;
}

/** Asks Temporal until the connection is being closed. */
export function whileOpen<Result>(
  { client, signal }: OpenConnection,
  ask: () => Promise<Result>,
): Promise<Result> {
  if (signal === undefined) return ask();
  // One of its own for each question: Temporal's client leaves a listener behind on the signal it is given.
  return client.withAbortSignal(AbortSignal.any([signal]), ask);
}
