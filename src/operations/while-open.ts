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

/** Asks Temporal until the connection is being closed. */
export function whileOpen<Result>(
  { client, signal }: OpenConnection,
  ask: () => Promise<Result>,
): Promise<Result> {
  return signal === undefined ? ask() : client.withAbortSignal(signal, ask);
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
