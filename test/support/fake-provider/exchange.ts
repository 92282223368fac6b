import type { ServerResponse } from "node:http";
import type { CallLog, OpenCall } from "./call-log.js";
import { waitMilliseconds } from "./wait-milliseconds.js";
import type { ProviderApi } from "./wire/provider-api.js";
import type { ServerEvent } from "./wire/wire-protocol.js";

/** One call in flight: its reply, its log entry, and the signal that ends it. */
export class Exchange {
  readonly api: ProviderApi;
  readonly call: OpenCall;
  readonly requestId: string;
  readonly #response: ServerResponse;
  readonly #log: CallLog;
  readonly #controller = new AbortController();
  #cutByProvider = false;

  constructor(parts: {
    readonly response: ServerResponse;
    readonly log: CallLog;
    readonly call: OpenCall;
    readonly api: ProviderApi;
  }) {
    this.api = parts.api;
    this.call = parts.call;
    this.requestId = `req_${String(parts.call.number).padStart(8, "0")}`;
    this.#response = parts.response;
    this.#log = parts.log;
    parts.response.once("close", () => this.#closed());
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Sends a whole body. */
  send(
    body: string,
    reply: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
  ): void {
    if (this.signal.aborted) return;
    this.#head(reply.status, { ...reply.headers, "content-length": String(Buffer.byteLength(body)) });
    // Ended before the bytes leave: a client that has the reply must find the call finished.
    this.#log.finish(this.call);
    this.#response.end(body);
  }

  /** Sends the first half of a body and then cuts the connection, or leaves it silent. */
  sendHalf(whole: { readonly body: string; readonly contentType: string }, then: "cut" | "silence"): void {
    if (this.signal.aborted) return;
    const bytes = Buffer.from(whole.body, "utf8");
    this.#head(200, { "content-type": whole.contentType, "content-length": String(bytes.length) });
    this.#response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => {
      if (then === "cut") this.cut();
    });
  }

  /** Streams server-sent events, with a pause between them. */
  async stream(
    events: readonly ServerEvent[],
    reply: { readonly headers: Readonly<Record<string, string>>; readonly chunkDelayMs: number },
  ): Promise<void> {
    if (this.signal.aborted) return;
    this.#head(200, { ...reply.headers, "content-type": "text/event-stream; charset=utf-8" });
    for (const [index, event] of events.entries()) {
      if (index > 0) await waitMilliseconds(reply.chunkDelayMs, this.signal);
      if (this.signal.aborted) return;
      this.#response.write(Exchange.frame(event));
    }
    this.#log.finish(this.call);
    this.#response.end();
  }

  /** One event as it goes over the wire. */
  static frame(event: ServerEvent): string {
    const name = event.event === undefined ? "" : `event: ${event.event}\n`;
    return `${name}data: ${event.data === "[DONE]" ? event.data : JSON.stringify(event.data)}\n\n`;
  }

  /** Closes the connection as the provider's doing, not the client's. */
  cut(): void {
    this.#cutByProvider = true;
    this.#response.destroy();
  }

  #head(status: number, headers: Readonly<Record<string, string>>): void {
    this.call.status = status;
    this.#log.changed();
    const own =
      this.api === "openai"
        ? { "x-request-id": this.requestId, "openai-version": "2020-10-01", "openai-organization": "fake" }
        : { "request-id": this.requestId, "anthropic-organization-id": "fake" };
    this.#response.writeHead(status, { "content-type": "application/json", ...own, ...headers });
  }

  #closed(): void {
    if (!this.#response.writableFinished && !this.#cutByProvider) this.call.aborted = true;
    this.#log.finish(this.call);
    this.#controller.abort();
  }
}
