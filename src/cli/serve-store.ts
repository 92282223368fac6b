import type { Store } from "../domain/store.js";
import { describeHealth, type HealthContext } from "../operations/describe-health.js";
import { parseAllowedHosts } from "../server/allowed-hosts.js";
import { parseServerToken } from "../server/server-token.js";
import { type RunningServer, startServer } from "../server/start-server.js";
import { describePortHolder } from "../temporal/port-holder.js";
import { readServerStatus } from "../temporal/server-status.js";
import { withRunningServer } from "../temporal/with-running-server.js";
import type { CommandContext } from "./command-context.js";
import type { ServeOptions } from "./serve-options.js";

/** Starts the HTTP server, and tells the user who can reach it. */
export async function serveStore(
  store: Store,
  { environment, report, logger }: CommandContext,
  options: ServeOptions & Partial<Pick<HealthContext, "withTemporal" | "readServerStatus">>,
): Promise<RunningServer> {
  const allowedHosts = parseAllowedHosts([...environment.allowedHosts, ...options.allowHost]);
  const { home, variables } = environment;
  const withTemporal: HealthContext["withTemporal"] =
    options.withTemporal ?? ((work) => withRunningServer({ home, environment: variables }, work));
  const readStatus = options.readServerStatus ?? (() => readServerStatus(home));
  const given = parseServerToken(environment.serverToken);
  const server = await startServer(store, {
    port: options.port ?? environment.port,
    host: options.host,
    allowedHosts,
    token: given,
    describePortHolder,
    readHealth: () => describeHealth({ store, withTemporal, readServerStatus: readStatus }),
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
