import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as a local service received it. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A real HTTP server on a loopback port, answering as a test says. */
export interface LocalService {
  /** `http://127.0.0.1:PORT`. */
  readonly baseUrl: string;
  readonly host: string;
  readonly requests: readonly ReceivedRequest[];
  /** Resolves when a client has gone away before its answer was complete. */
  readonly clientGone: Promise<void>;
  stop(): Promise<void>;
}

export async function startLocalService(
  answer: (response: ServerResponse, request: ReceivedRequest) => void,
  /** A free one unless told. */
  port = 0,
): Promise<LocalService> {
  const requests: ReceivedRequest[] = [];
  let gone = (): void => undefined;
  const clientGone = new Promise<void>((resolve) => {
    gone = resolve;
  });
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("end", () => {
      const request = {
        method: message.method ?? "",
        path: message.url ?? "",
        headers: message.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      };
      requests.push(request);
      answer(response, request);
    });
    response.on("close", () => {
      if (!response.writableFinished) gone();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    baseUrl: `http://${host}`,
    host,
    requests,
    clientGone,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Answers with a status, headers and a text or a JSON value. */
export function answerWith(
  response: ServerResponse,
  { status = 200, headers = {}, body }: { status?: number; headers?: Record<string, string>; body: unknown },
): void {
  const isText = typeof body === "string";
  response.writeHead(status, {
    "content-type": isText ? "text/plain" : "application/json",
    ...headers,
  });
  response.end(isText ? body : JSON.stringify(body));
}
