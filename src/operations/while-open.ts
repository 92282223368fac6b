import { setMaxListeners } from "node:events";
import { setTimeout } from "node:timers/promises";
import { type Client, isGrpcServiceError } from "@temporalio/client";

/** gRPC's statuses of a server that is away for now: DEADLINE_EXCEEDED and UNAVAILABLE. */
const AWAY: readonly number[] = [4, 14];
const PAUSE_MS = 1_000;

/** Where Temporal is asked, and until when. */
export interface OpenConnection {
  readonly client: Client;
  /** Ends waiting: a call left waiting would be tried again on a connection that is closed. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks Temporal until the connection is being closed. Each question has a signal of its own: the client leaves a
 * listener at it for each of its calls.
 */
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

/** The same, through any outage of the server: it is asked again until it is back. For questions alone. */
export async function throughOutages<Result>(
  open: OpenConnection,
  ask: () => Promise<Result>,
): Promise<Result> {
  for (;;) {
    try {
      return await whileOpen(open, ask);
    } catch (error) {
      if (!isAway(error) || open.signal?.aborted === true) throw error;
      await setTimeout(PAUSE_MS);
    }
  }
}

/** The client wraps what gRPC says, once or twice. */
function isAway(error: unknown): boolean {
  if (isGrpcServiceError(error)) return AWAY.includes(error.code);
  return error instanceof Error && error.cause !== undefined && isAway(error.cause);
}
