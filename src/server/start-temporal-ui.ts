import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { checkHost } from "./check-host.js";
import { checkOrigin } from "./check-origin.js";
import { refuse } from "./refuse.js";

/** Of one hop alone; the next one has its own. */
const HOP_BY_HOP = ["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "upgrade"];

/**
 * Serves the UI of an embedded Temporal server on loopback, to those that call this machine by one of its own names or
 * an allowed one. The UI itself answers any host: through a name that leads here, any web page could read all histories.
 */
export async function startTemporalUi(options: {
  readonly port: number;
  /** Where the UI listens now, which changes when the server is restarted; null while it does not. */
  readonly findTarget: () => Promise<string | null>;
  readonly allowedHosts: ReadonlySet<string>;
}): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { port, findTarget, allowedHosts } = options;
  // An agent of its own: the default one may be set up to use a proxy.
  const agent = new Agent({ keepAlive: true });
  const server = createServer(async (incoming, response) => {
    const refusal = checkHost(incoming, allowedHosts) ?? checkOrigin(incoming);
    if (refusal !== null) return refuse(response, refusal);
    try {
      const target = await findTarget();
      if (target === null) throw new Error("the Temporal server is not running");
      await forward({ incoming, response, target, agent });
    } catch (error) {
      sayAway(response, error);
    }
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function forward({
  incoming,
  response,
  target,
  agent,
}: {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: string;
  readonly agent: Agent;
}): Promise<void> {
  const { hostname, port, host } = new URL(target);
  const { method, url: path } = incoming;
  const headers = { ...passedOn(incoming.headers), host };
  const outgoing = request({ hostname, port, method, path, headers, agent });
  response.once("close", () => outgoing.destroy());
  const sent = pipeline(incoming, outgoing);
  const [answer] = (await Promise.race([
    once(outgoing, "response"),
    sent.then(() => new Promise<never>(() => undefined)),
  ])) as [IncomingMessage];
  response.writeHead(answer.statusCode ?? 502, passedOn(answer.headers));
  await pipeline(answer, response);
}

function passedOn(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}

/** Without the reason, which would tell where the UI listens. */
function sayAway(response: ServerResponse, error: unknown): void {
  const isGone = (error as NodeJS.ErrnoException).code === "ERR_STREAM_PREMATURE_CLOSE";
  if (response.headersSent || isGone) return void response.destroy();
  response.writeHead(502, { "content-type": "text/plain", "retry-after": "2" });
  response.end("the Temporal server of this project does not answer; assay doctor says more\n");
}
