import type { Connection, ConnectionOptions } from "@temporalio/client";
import { loadClientConnectConfig } from "@temporalio/envconfig";
import { isNotFound } from "./is-not-found.js";
import { openConnection } from "./open-connection.js";
import { pastProxies } from "./past-proxies.js";
import { pingServer } from "./ping-server.js";
import { ensureSearchAttributes } from "./search-attributes.js";
import { readServerRecord } from "./server-record.js";
import { type ServerWatch, type WatchedServer, watchServer } from "./server-watch.js";
import { acquireEmbeddedServer, findRunningServer, type SharedServerOptions } from "./shared-server.js";
import { TemporalConnectionError, TemporalNamespaceNotFoundError } from "./temporal-errors.js";
import { findUiUrl } from "./ui-registration.js";

/** A Temporal server in use. */
export interface TemporalConnection {
  readonly connection: Connection;
  /** For a worker's NativeConnection too. */
  readonly connectionOptions: ConnectionOptions;
  readonly address: string;
  readonly namespace: string;
  /** Where its UI is now; null when nobody serves it. */
  readonly uiUrl: string | null;
  /** Where the UI of the embedded server listens, which must be served behind a check; null = not ours. */
  readonly findHiddenUi: (() => Promise<string | null>) | null;
  readonly source: string;
  readonly startedHere: boolean;
  /** How the server is. Its losses and returns are told; the embedded one is restarted when it ends or hangs. */
  readonly watch: ServerWatch;
  close(): Promise<void>;
}

/** How to connect, and where to tell what. */
export interface TemporalOptions extends SharedServerOptions {
  /** Where losses of the server are told; left out: where everything is. */
  readonly warn?: (line: string) => void;
}

/**
 * Connects to TEMPORAL_ADDRESS when it is set (TLS, API key and namespace by Temporal's standard environment
 * configuration), else to the project's embedded server, which is started when it does not run.
 *
 * @throws TemporalConnectionError, TemporalNamespaceNotFoundError, TemporalServerUnavailableError,
 * TemporalServerStartError, PortInUseError
 */
export async function connectToTemporal(options: TemporalOptions): Promise<TemporalConnection> {
  return options.environment.TEMPORAL_ADDRESS
    ? await connectToNamed(options)
    : await connectToEmbedded(options);
}

/**
 * Connects to TEMPORAL_ADDRESS and sees that the namespace is there; changes nothing.
 *
 * @throws TemporalConnectionError, TemporalNamespaceNotFoundError
 */
export async function reachNamedServer(
  environment: NodeJS.ProcessEnv,
): Promise<Pick<TemporalConnection, "connection" | "connectionOptions" | "address" | "namespace">> {
  const { connectionOptions: configured, namespace = "default" } = loadClientConnectConfig({
    overrideEnvVars: definedOnly(environment),
  });
  const connectionOptions = pastProxies(configured);
  const address = connectionOptions.address ?? environment.TEMPORAL_ADDRESS ?? "";
  const connection = await openConnection(connectionOptions).catch((error: unknown) => {
    throw new TemporalConnectionError(address, error);
  });
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    // A key may be allowed to work in a namespace and not to describe it.
    if (isNotFound(error)) {
      await connection.close();
      throw new TemporalNamespaceNotFoundError(address, namespace);
    }
  }
  return { connection, connectionOptions, address, namespace };
}

/**
 * Connects to the server that a project's experiments run on, if it runs: the named one, or the embedded one of the
 * project. Starts and changes nothing; null when no embedded server runs.
 *
 * @throws TemporalConnectionError, TemporalNamespaceNotFoundError
 */
export async function reachRunningServer({
  home,
  environment,
}: Pick<SharedServerOptions, "home" | "environment">): Promise<{
  readonly connection: Connection;
  readonly namespace: string;
} | null> {
  if (environment.TEMPORAL_ADDRESS) return await reachNamedServer(environment);
  const running = await findRunningServer(home);
  if (running === null) return null;
  const { address } = running;
  const connection = await openConnection(pastProxies({ address })).catch((error: unknown) => {
    throw new TemporalConnectionError(address, error);
  });
  return { connection, namespace: "default" };
}

async function connectToNamed(options: TemporalOptions): Promise<TemporalConnection> {
  const { environment, report } = options;
  const { connection, connectionOptions, address, namespace } = await reachNamedServer(environment);
  const warning = await ensureSearchAttributes(connection, namespace);
  if (warning !== null) report(`warning: ${warning}`);
  return {
    connection,
    connectionOptions,
    address,
    namespace,
    uiUrl: environment.TEMPORAL_UI_URL ?? null,
    findHiddenUi: null,
    source: "TEMPORAL_ADDRESS",
    startedHere: false,
    ...watched({ connection, connectionOptions, server: { address }, options }),
  };
}

async function connectToEmbedded(options: TemporalOptions): Promise<TemporalConnection> {
  const { home } = options;
  const server = await acquireEmbeddedServer(options);
  const { address, source, startedHere, process, release } = server;
  const connectionOptions = pastProxies({ address });
  const connection = await openConnection(connectionOptions).catch(async (error: unknown) => {
    await release();
    throw new TemporalConnectionError(address, error);
  });
  const { watch, close } = watched({ connection, connectionOptions, server: { address, process }, options });
  return {
    connection,
    connectionOptions,
    address,
    namespace: "default",
    get uiUrl() {
      return findUiUrl(home);
    },
    findHiddenUi: async () => (await readServerRecord(home))?.hiddenUi ?? null,
    source,
    startedHere,
    watch,
    close: async () => {
      await close();
      await release();
    },
  };
}

/** Watches the server of a connection until that is closed. */
function watched({
  connection,
  connectionOptions,
  server,
  options: { warn, report },
}: {
  readonly connection: Connection;
  readonly connectionOptions: ConnectionOptions;
  readonly server: Pick<WatchedServer, "address" | "process">;
  readonly options: TemporalOptions;
}): Pick<TemporalConnection, "watch" | "close"> {
  const { ping, close: closePing } = pingServer(connectionOptions);
  const watch = watchServer({ ...server, ping }, warn ?? report);
  return {
    watch,
    close: async () => {
      await Promise.all([watch.stop(), closePing()]);
      await connection.close();
    },
  };
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
