import { setMaxListeners } from "node:events";
import type { Client } from "@temporalio/client";

/** Where Temporal is asked, and until when. */
export interface OpenConnection {
  readonly client: Client;
  /** Ends waiting: a call left waiting would be tried again on a connection that is closed. */
  readonly signal?: AbortSignal | undefined;
}

/** Asks Temporal until the connection is being closed. */
export async function whileOpen<Result>(
  { client, signal }: OpenConnection,
  ask: () => Promise<Result>,
): Promise<Result> {
  if (signal === undefined) return await ask();
  // Temporal's client leaves a listener at the signal for each request; this one goes with the question.
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  const abort = (): void => own.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await client.withAbortSignal(own.signal, ask);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
