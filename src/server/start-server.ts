import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { getRequestListener } from "@hono/node-server";
import getPort, { portNumbers } from "get-port";
import { AssayError } from "../domain/errors.js";
import type { Store } from "../domain/store.js";
import { describeHealth, type Health } from "../operations/describe-health.js";
import { checkHost } from "./check-host.js";
import { checkOrigin } from "./check-origin.js";
import { createApp } from "./create-app.js";
import { resolveListenAddress, ServerHostInvalidError } from "./listen-address.js";
import { refuse } from "./refuse.js";
import { checkToken, generateServerToken } from "./server-token.js";

const CLOSE_GRACE_MS = 2_000;
/** Reports the state of the server and nothing of its content, so it needs no token. */
const OPEN_PATH = "/health";

/** The port asked for is taken, or may not be used. */
export class ServerPortUnavailableError extends AssayError {
  constructor(port: number, { holder, cause }: { readonly holder: string | null; readonly cause: unknown }) {
    const by = holder === null ? "" : ` It is held by ${holder}.`;
    super(
      `Port ${port} for Assay's server cannot be used (${(cause as NodeJS.ErrnoException).code ?? cause}).${by} Set ASSAY_PORT or --port to a free one.`,
      { cause },
    );
  }
}

export interface ServerOptions {
  /** Which process listens on a port; null where the system does not tell. */
  readonly describePortHolder?: (port: number) => Promise<string | null>;
  readonly port?: number | undefined;
  /** 127.0.0.1 when left out. */
  readonly host?: string | undefined;
  /** Hosts it answers to besides this machine's own, each in its one spelling (`parseAllowedHosts`). */
  readonly allowedHosts?: ReadonlySet<string> | undefined;
  /** Wanted of every request; null = none on loopback, else one is made. */
  readonly token?: string | null | undefined;
  /** How everything is; the store alone when left out. */
  readonly readHealth?: () => Promise<Health>;
  /** A request could not be answered. */
  readonly onError?: (error: unknown) => void;
}

/** A listening server. */
export interface RunningServer {
  readonly url: string;
  /** True when other machines can reach it. */
  readonly isExposed: boolean;
  /** The token it wants; null when it wants none. */
  readonly token: string | null;
  stop(): Promise<void>;
}

/**
 * Listens on loopback, unless told otherwise: on the port asked for, else on 4100 or the next free one. It answers to
 * its own hosts and those allowed, and outside of loopback to those that have its token.
 *
 * @throws ServerHostInvalidError, ServerPortUnavailableError
 */
export async function startServer(store: Store, options: ServerOptions = {}): Promise<RunningServer> {
  const { host = "127.0.0.1", allowedHosts = new Set<string>() } = options;
  const { address, isLoopback } = await resolveListenAddress(host);
  const token = options.token ?? (isLoopback ? null : generateServerToken());
  const unusable = async (error: unknown): Promise<never> => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EADDRNOTAVAIL") throw new ServerHostInvalidError(host, code, error);
    if (options.port === undefined) throw new ServerHostInvalidError(host, message, error);
    const holder =
      code === "EADDRINUSE" ? ((await options.describePortHolder?.(options.port)) ?? null) : null;
    throw new ServerPortUnavailableError(options.port, { holder, cause: error });
  };
  const port =
    options.port ?? (await getPort({ port: portNumbers(4_100, 4_200), host: address }).catch(unusable));
  const { onError = () => undefined } = options;
  const readHealth = options.readHealth ?? (() => describeHealth({ store, withTemporal: async () => null }));
  const answer = getRequestListener(createApp(store, { readHealth, onError }).fetch);
  const server = createServer((request, response) => {
    const refusal =
      checkHost(request, allowedHosts) ??
      (token === null || isOpen(request) ? null : checkToken(request, token)) ??
      checkOrigin(request);
    if (refusal !== null) return refuse(response, refusal);
    // Hono knows one spelling of an address only.
    request.headers.host = new URL(`http://${request.headers.host}`).host;
    void answer(request, response);
  });
  server.listen(port, address);
  await once(server, "listening").catch(unusable);
  return {
    url: `http://${address.includes(":") ? `[${address}]` : address}:${port}`,
    isExposed: !isLoopback,
    token,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Browsers keep connections open that would hold up the end; answers under way may finish.
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS).unref();
      }),
  };
}

function isOpen({ url }: IncomingMessage): boolean {
  return url === OPEN_PATH || url?.startsWith(`${OPEN_PATH}?`) === true;
}
