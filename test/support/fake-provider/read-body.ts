import type { IncomingMessage } from "node:http";

/** Reads a request's body as text; null when the client went away before its end. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  try {
    for await (const part of request) parts.push(part as Buffer);
  } catch (error) {
    if (request.destroyed) return null;
    throw error;
  }
  return Buffer.concat(parts).toString("utf8");
}
