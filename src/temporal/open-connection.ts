import {
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from "@temporalio/client";

type Interceptor = NonNullable<ConnectionOptions["interceptors"]>[number];
type Call = ReturnType<Parameters<Interceptor>[1]>;

const CONNECT_TIMEOUT_MS = 5_000;
/** By default gRPC waits up to two minutes before it tries a lost server again, long after that is back. */
const LONGEST_CLIENT_PAUSE_MS = 5_000;
/** gRPC's status of that name. */
const CANCELLED = 1;

/**
 * Connects to a server, within five seconds. A call that waits to be tried again when the connection is closed ends
 * as cancelled; the client alone would try it on the closed connection, and end the process with that.
 */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  let isClosed = false;
  // What the next interceptor makes is all that gRPC uses of what this one returns.
  const guard: Interceptor = (callOptions, next) =>
    (isClosed ? cancelledCall() : next(callOptions)) as ReturnType<Interceptor>;
  const connection = await Connection.connect({
    ...options,
    connectTimeout: CONNECT_TIMEOUT_MS,
    channelArgs: {
      ...options.channelArgs,
      "grpc.max_reconnect_backoff_ms": LONGEST_CLIENT_PAUSE_MS,
    },
    // The first stands around the second: each try passes the guard.
    interceptors: [makeGrpcRetryInterceptor(defaultGrpcRetryOptions()), guard],
  });
  const close = connection.close.bind(connection);
  connection.close = async () => {
    isClosed = true;
    await close();
  };
  return connection;
}

/** A call that reaches no channel. */
function cancelledCall(): Call {
  return {
    start: (metadata, listener) => {
      listener?.onReceiveMessage?.(null);
      listener?.onReceiveStatus?.({ code: CANCELLED, details: "the connection was closed", metadata });
    },
    sendMessage: () => undefined,
    sendMessageWithContext: () => undefined,
    halfClose: () => undefined,
    startRead: () => undefined,
    cancelWithStatus: () => undefined,
    getPeer: () => "",
    getAuthContext: () => null,
  };
}
