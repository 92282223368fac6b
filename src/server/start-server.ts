import { once } from "node:events";
import { createAdaptorServer } from "@hono/node-server";
import getPort, { portNumbers } from "get-port";
import { AssayError } from "../domain/errors.js";
import type { Store } from "../domain/store.js";
import { createApp } from "./create-app.js";
import { guardHost } from "./guard-host.js";

/** As an address to listen on and as the name in a request. */
const LOOPBACK = ["127.0.0.1", "localhost", "::1"];
const CLOSE_GRACE_MS = 2_000;

/** The port asked for is taken, or may not be used. */
export class ServerPortUnavailableError extends AssayError {
  constructor(port: number, cause: unknown) {
    super(
      `Port ${port} for Assay's server cannot be used (${(cause as NodeJS.ErrnoException).code ?? cause}). Set ASSAY_PORT or --port to a free one.`,
      { cause },
    );
  }
}

/** A listening server. */
export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Listens on loopback, unless told otherwise: on the port asked for, else on 4100 or the next free one. */
export async function startServer(
  store: Store,
  options: { readonly port?: number | undefined; readonly host?: string } = {},
): Promise<RunningServer> {
  const host = options.host ?? "127.0.0.1";
  const port = options.port ?? (await getPort({ port: portNumbers(4_100, 4_200), host: "127.0.0.1" }));
  const isLoopback = LOOPBACK.includes(host);
  const server = createAdaptorServer(guardHost(createApp(store), isLoopback ? LOOPBACK : null));
  server.listen(port, host);
  await once(server, "listening").catch((error: unknown) => {
    throw new ServerPortUnavailableError(port, error);
  });
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if (!("closeIdleConnections" in server)) return;
        // Browsers keep connections open that would hold up the end; answers under way may finish.
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS).unref();
      }),
  };
}
