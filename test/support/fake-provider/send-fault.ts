import type { Exchange } from "./exchange.js";
import type { BrokenReplyFault, ProviderFault, RawReplyFault, StatusFault } from "./provider-fault.js";
import { errorBody } from "./wire/error-body.js";

const htmlPage =
  "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>\n";

/** A good reply, of which truncated and stalled ones are the first half. */
export interface WholeReply {
  readonly body: string;
  readonly contentType: string;
}

/** Replies with a fault. */
export function sendFault(exchange: Exchange, fault: ProviderFault, whole: WholeReply): void {
  if (!("fault" in fault)) {
    sendStatus(exchange, fault);
    return;
  }
  switch (fault.fault) {
    case "truncated":
      exchange.sendHalf(whole, "cut");
      break;
    case "stall":
      exchange.sendHalf(whole, "silence");
      break;
    case "reset":
      exchange.cut();
      break;
    case "hang":
      break;
    default:
      exchange.send(...brokenReply(fault));
  }
}

function brokenReply(
  fault: RawReplyFault | BrokenReplyFault,
): [body: string, reply: { status: number; headers: Record<string, string> }] {
  if (fault.fault === "html") {
    return [
      htmlPage,
      { status: fault.status ?? 502, headers: { "content-type": "text/html; charset=utf-8" } },
    ];
  }
  const status = fault.status ?? 200;
  if (fault.fault !== "raw") return ['{"id": "broken", "choices": [', { status, headers: {} }];
  return [fault.body, { status, headers: { "content-type": fault.contentType ?? "application/json" } }];
}

function sendStatus(exchange: Exchange, fault: StatusFault): void {
  const body = errorBody(exchange.api, fault, exchange.requestId);
  exchange.send(JSON.stringify(body), {
    status: fault.status,
    headers: { ...retryAfterHeaders(exchange, fault), ...fault.headers },
  });
}

function retryAfterHeaders(exchange: Exchange, fault: StatusFault): Record<string, string> {
  if (fault.retryAfterSeconds === undefined) return {};
  const seconds = { "retry-after": String(Math.ceil(fault.retryAfterSeconds)) };
  if (exchange.api === "anthropic") return seconds;
  return { ...seconds, "retry-after-ms": String(Math.ceil(fault.retryAfterSeconds * 1000)) };
}
