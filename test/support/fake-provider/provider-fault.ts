/** An HTTP error in the provider's own error body, e.g. `{ status: 429, retryAfterSeconds: 1 }`. */
export interface StatusFault {
  readonly status: number;
  /** Sent as `retry-after`, rounded up to whole seconds; OpenAI endpoints send `retry-after-ms` too. */
  readonly retryAfterSeconds?: number;
  readonly message?: string;
  /** OpenAI's `error.code`; what is usual for the status when left out. */
  readonly code?: string;
  /** `error.type`; what is usual for the status when left out. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly latencyMs?: number;
}

/**
 * A reply that is no proper reply.
 *
 * - `truncated`  a good reply whose connection is cut in the middle of the body
 * - `malformed`  status 200, content type JSON, body not JSON
 * - `html`       an error page of a proxy, status 502 unless given
 * - `hang`       no byte until the client gives up or the provider stops
 * - `stall`      half of a good reply, then silence until the client gives up
 * - `reset`      the connection is closed without a reply
 */
export interface BrokenReplyFault {
  readonly fault: "truncated" | "malformed" | "html" | "hang" | "stall" | "reset";
  readonly status?: number;
  readonly latencyMs?: number;
}

/** Exactly this body, e.g. JSON of a shape that no provider sends. */
export interface RawReplyFault {
  readonly fault: "raw";
  readonly body: string;
  readonly status?: number;
  readonly contentType?: string;
  readonly latencyMs?: number;
}

/** Every way in which a call can go wrong. */
export type ProviderFault = StatusFault | BrokenReplyFault | RawReplyFault;
