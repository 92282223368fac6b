import type { JsonObject } from "../../../src/domain/json/json.js";
import type { ProviderEndpoint } from "./provider-request.js";
import type { ProviderUsage } from "./provider-usage.js";

/** What the provider saw of one call. It is listed from its first byte on, and filled in as it goes. */
export interface ProviderCall {
  /** 1 for the first call. */
  readonly number: number;
  readonly method: string;
  readonly path: string;
  /** Null for a path that no API has. */
  readonly endpoint: ProviderEndpoint | null;
  /** Null until the body was read, and when it names none. */
  readonly model: string | null;
  /** Null until it was read, when it is no JSON object, and when bodies are not kept. */
  readonly body: JsonObject | null;
  /** The headers that tests ask about; keys are not among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The last four characters of the API key that was sent. */
  readonly apiKeyEnding: string | null;
  /** Milliseconds since 1970, with fractions. */
  readonly receivedAt: number;
  /** Null while the call is in flight. */
  readonly finishedAt: number | null;
  /** Status that was sent; null when none was (in flight, aborted, hung, reset). */
  readonly status: number | null;
  /** True when the client went away before the reply was complete. */
  readonly aborted: boolean;
  /** Tokens of a call that was answered; null for a fault and before the answer. */
  readonly usage: ProviderUsage | null;
}

/** Conditions that all have to hold for a call, or a function that decides. */
export type ProviderCallFilter =
  | Partial<Pick<ProviderCall, "method" | "path" | "endpoint" | "model" | "status" | "aborted">>
  | ((call: ProviderCall) => boolean);

/** True when a call meets a filter. */
export function isCallMatching(call: ProviderCall, filter: ProviderCallFilter): boolean {
  if (typeof filter === "function") return filter(call);
  return Object.entries(filter).every(([key, value]) => call[key as keyof ProviderCall] === value);
}
