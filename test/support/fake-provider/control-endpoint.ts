import type { IncomingMessage, ServerResponse } from "node:http";
import { parseObject } from "./parse-object.js";
import { ProviderScriptInvalidError } from "./provider-errors.js";
import type { ProviderServer } from "./provider-server.js";
import { readBody } from "./read-body.js";
import { scriptFromJson } from "./script-from-json.js";

/** True for the paths by which other processes watch and script the provider; they are never logged. */
export function isControlPath(message: IncomingMessage): boolean {
  return message.url?.startsWith("/__") ?? false;
}

/**
 * Serves `GET /__calls` (the log with its figures; `?bodies=false` leaves the bodies out), `POST /__script`
 * with `{ behaviour, parameters }` and `POST /__clear`.
 */
export async function serveControl(parts: {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly provider: ProviderServer;
}): Promise<void> {
  const { message, response, provider } = parts;
  const text = await readBody(message);
  if (text === null) return;
  const url = new URL(message.url ?? "/", "http://provider");
  const send = (status: number, body: object): void => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  switch (`${message.method} ${url.pathname}`) {
    case "GET /__calls":
      return send(200, logJson(provider, url.searchParams.get("bodies") !== "false"));
    case "POST /__clear":
      provider.clear();
      return send(200, { cleared: true });
    case "POST /__script":
      try {
        provider.script = scriptFromJson(parseObject(text));
        return send(200, { accepted: true });
      } catch (error) {
        if (!(error instanceof ProviderScriptInvalidError)) throw error;
        return send(400, { error: error.message });
      }
    default:
      return send(404, { error: "Allowed are GET /__calls, POST /__script and POST /__clear." });
  }
}

function logJson({ log }: ProviderServer, withBodies: boolean): object {
  return {
    count: log.count(),
    maximumConcurrent: log.maximumConcurrent,
    ratePerSecond: log.ratePerSecond(),
    totalTokens: log.totalTokens(),
    calls: withBodies ? log.calls : log.calls.map((call) => ({ ...call, body: null })),
  };
}
