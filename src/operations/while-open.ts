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
  return signal === undefined ? ask() : client.withAbortSignal(signal, ask);
}
