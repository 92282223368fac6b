import type { Command } from "commander";
import { taskQueueOf } from "../compose.js";
import type { Store } from "../domain/store.js";
import { describeHealth, type HealthContext } from "../operations/describe-health.js";
import { parseAllowedHosts } from "../server/allowed-hosts.js";
import { parseServerToken } from "../server/server-token.js";
import { type RunningServer, startServer } from "../server/start-server.js";
import { withRunningServer } from "../temporal/with-running-server.js";
import type { CommandContext } from "./command-context.js";
import { collect, portNumber } from "./input/option-parsers.js";

/** Where and for whom the HTTP server listens, as options say it. */
export interface ServeOptions {
  readonly port?: number;
  readonly host?: string;
  readonly allowHost: readonly string[];
}

/** Adds `--port`, `--host` and `--allow-host` to a command that serves HTTP. */
export function addServeOptions(command: Command): Command {
  return command
    .option("--port <port>", "port of the HTTP server", portNumber)
    .option(
      "--host <address>",
      "address to listen on; outside of loopback requests need a token",
      "127.0.0.1",
    )
    .option("--allow-host <name>", "answer to this host name too (repeatable)", collect, []);
}

/** Starts the HTTP server, and says what whoever started it has to know of who can reach it. */
export async function serveStore(
  store: Store,
  { environment, report, logger }: CommandContext,
  options: ServeOptions & { readonly withTemporal?: HealthContext["withTemporal"] },
): Promise<RunningServer> {
  const allowedHosts = parseAllowedHosts([...environment.allowedHosts, ...options.allowHost]);
  const { home, variables } = environment;
  const withTemporal: HealthContext["withTemporal"] =
    options.withTemporal ?? ((work) => withRunningServer({ home, environment: variables }, work));
  const given = parseServerToken(environment.serverToken);
  const server = await startServer(store, {
    port: options.port ?? environment.port,
    host: options.host,
    allowedHosts,
    token: given,
    readHealth: () => describeHealth({ store, taskQueue: taskQueueOf(store), withTemporal }),
    onError: (error) => logger.error({ error: String(error) }, "a request could not be answered"),
  });
  if (server.isExposed)
    report(
      `warning: ${server.url} can be reached from other machines, and speaks plain HTTP: requests need the token, which anyone on the way can read without TLS in front`,
    );
  if (server.token !== null && given === null)
    report(
      `token, for this start only (ASSAY_SERVER_TOKEN sets a lasting one): Authorization: Bearer ${server.token}`,
    );
  if (server.token === null && allowedHosts.size > 0)
    report(
      `warning: requests that name ${[...allowedHosts].join(", ")} need no token: set ASSAY_SERVER_TOKEN if a proxy lets others in`,
    );
  return server;
}
