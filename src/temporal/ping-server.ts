import { Connection, type ConnectionOptions, isGrpcServiceError } from "@temporalio/client";

const DEADLINE_MS = 5_000;
/** gRPC's status of that name. */
const DEADLINE_EXCEEDED = 4;
/** By default gRPC would try to connect again after up to two minutes only. */
const LONGEST_PING_PAUSE_MS = 2_000;

/**
 * Asks a server again and again whether it answers, over a connection of its own that tries nothing twice: what a
 * server that hangs owes to others must not hold up the question.
 */
export function pingServer(connectionOptions: ConnectionOptions): {
  /** @throws with the reason, within five seconds. */
  ping(): Promise<void>;
  close(): Promise<void>;
} {
  const connection = Connection.lazy({
    ...connectionOptions,
    channelArgs: {
      ...connectionOptions.channelArgs,
      "grpc.max_reconnect_backoff_ms": LONGEST_PING_PAUSE_MS,
    },
    interceptors: [],
  });
  return {
    ping: async () => {
      await connection
        .withDeadline(Date.now() + DEADLINE_MS, () => connection.workflowService.getSystemInfo({}))
        .catch((error: unknown) => {
          throw new Error(reasonOf(error), { cause: error });
        });
    },
    close: () => connection.close(),
  };
}

function reasonOf(error: unknown): string {
  if (!isGrpcServiceError(error)) return error instanceof Error ? error.message : String(error);
  return error.code === DEADLINE_EXCEEDED
    ? `it did not answer within ${DEADLINE_MS / 1_000} s`
    : error.details.split("\n")[0] || error.message;
}
