import { Client } from "@temporalio/client";
import { reachRunningServer } from "./connect.js";
import type { SharedServerOptions } from "./shared-server.js";

/**
 * Does something with a connection to the server that a project's experiments run on, and closes it; null when no
 * embedded one runs.
 *
 * @throws TemporalConnectionError, TemporalNamespaceNotFoundError; whatever the work throws
 */
export async function withRunningServer<Result>(
  options: Pick<SharedServerOptions, "home" | "environment">,
  work: (client: Client) => Promise<Result>,
): Promise<Result | null> {
  const server = await reachRunningServer(options);
  if (server === null) return null;
  const { connection, namespace } = server;
  try {
    return await work(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}
