import type { IncomingHttpHeaders } from "node:http";

const kept = [
  "content-type",
  "user-agent",
  "anthropic-version",
  "anthropic-beta",
  "idempotency-key",
  "openai-organization",
  "traceparent",
  "x-client-request-id",
];

/** The headers of a call that its log entry keeps; never a key. */
export function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}
