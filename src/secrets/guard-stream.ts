import type { Writable } from "node:stream";
import type { Redactor } from "./redactor.js";

/** Hides secrets in a stream, whatever code writes to it. */
export function guardStream(stream: Pick<Writable, "write">, redactor: Pick<Redactor, "text">): void {
  const { write } = stream;
  const guarded = (chunk: unknown, ...rest: readonly unknown[]): boolean =>
    (write as (...args: readonly unknown[]) => boolean).call(stream, redactChunk(chunk, redactor), ...rest);
  stream.write = guarded as typeof write;
}

function redactChunk(chunk: unknown, redactor: Pick<Redactor, "text">): unknown {
  if (typeof chunk === "string") return redactor.text(chunk);
  if (!(chunk instanceof Uint8Array)) return chunk;
  const text = Buffer.from(chunk).toString("utf8");
  const hidden = redactor.text(text);
  return hidden === text ? chunk : hidden;
}
