import type { ServerResponse } from "node:http";
import type { Refusal } from "./refusal.js";

/** Answers a refused request, and reads no more of it. */
export function refuse(response: ServerResponse, { status, message, headers }: Refusal): void {
  const body = JSON.stringify({ message });
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'",
    // What the request may still send is not read.
    connection: "close",
    ...headers,
  });
  response.end(body);
}
