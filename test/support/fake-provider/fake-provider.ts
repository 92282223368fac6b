import type { CallCondition, TokenTotals } from "./call-log.js";
import type { AnswerFunction } from "./provider-answer.js";
import type { ProviderCall, ProviderCallFilter } from "./provider-call.js";
import type { ProviderRequest } from "./provider-request.js";

/** How a fake provider behaves; everything can be left out. */
export interface FakeProviderOptions {
  /** Answers every call but the list of models; echoes, or fills the schema, when left out. */
  readonly answer?: AnswerFunction;
  /** Time before the first byte, for answers that name none of their own. */
  readonly latencyMs?: number | ((request: ProviderRequest) => number);
  /** Answers 429 with Retry-After above this rate (a token bucket, full at the start). */
  readonly requestsPerMinute?: number;
  /** Requests that may come at once under `requestsPerMinute`; as many as come in a minute when left out. */
  readonly burst?: number;
  /** Keys that are accepted; any, or none at all, when left out. */
  readonly acceptedKeys?: readonly string[];
  /** Models that exist; any when left out. */
  readonly models?: readonly string[];
  /** False drops bodies from the log, for runs of many thousand calls. */
  readonly keepsBodies?: boolean;
  /** Milliseconds since 1970, never going back. */
  readonly now?: () => number;
}

/** A running provider and its log. */
export interface FakeProvider {
  /** `http://127.0.0.1:PORT`, without `/v1`. */
  readonly baseUrl: string;
  /** With `/v1`: the form of OPENAI_BASE_URL. */
  readonly openaiBaseUrl: string;
  /** Every call since the start or the last `clear`, in order of arrival, aborted ones included. */
  readonly calls: readonly ProviderCall[];
  count(filter?: ProviderCallFilter): number;
  /** Most calls in flight at once. */
  readonly maximumConcurrent: number;
  /** Mean rate from the first call to the last; null for fewer than two. */
  ratePerSecond(): number | null;
  /** Most calls received within any window of this length. */
  maximumRequestsIn(windowMs: number): number;
  /** Tokens of the answered calls. */
  totalTokens(filter?: ProviderCallFilter): TokenTotals;
  /** Resolves once so many calls (that meet the filter) were seen. */
  waitForCalls(condition: CallCondition): Promise<void>;
  /** Changes the script; calls in flight keep the answer they got. */
  setAnswer(answer: AnswerFunction): void;
  /** Forgets the log and the attempts, for tests that share one provider. */
  clear(): void;
  /** Cuts all connections and closes the port. @throws ProviderScriptError when a script threw. */
  stop(): Promise<void>;
}
