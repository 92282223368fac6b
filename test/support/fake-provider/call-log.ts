import { isCallMatching, type ProviderCall, type ProviderCallFilter } from "./provider-call.js";
import { ProviderStoppedError } from "./provider-errors.js";

/** A call that is still being filled in. */
export type OpenCall = { -readonly [Key in keyof ProviderCall]: ProviderCall[Key] };

/** Tokens over many calls. */
export interface TokenTotals {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
}

/** What to wait for. */
export interface CallCondition {
  readonly count: number;
  readonly filter?: ProviderCallFilter;
}

interface Waiter extends CallCondition {
  resolve(): void;
  reject(error: Error): void;
}

/** Every call that a provider received, and what can be counted from them. */
export class CallLog {
  readonly calls: OpenCall[] = [];
  #inFlight = 0;
  #maximumConcurrent = 0;
  #waiters: Waiter[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Most calls in flight at once. */
  get maximumConcurrent(): number {
    return this.#maximumConcurrent;
  }

  /** Lists a call at its first byte. */
  begin(seen: Pick<ProviderCall, "method" | "path" | "endpoint" | "headers" | "apiKeyEnding">): OpenCall {
    const call: OpenCall = {
      number: this.calls.length + 1,
      ...seen,
      model: null,
      body: null,
      receivedAt: this.#now(),
      finishedAt: null,
      status: null,
      aborted: false,
      usage: null,
    };
    this.calls.push(call);
    this.#inFlight += 1;
    this.#maximumConcurrent = Math.max(this.#maximumConcurrent, this.#inFlight);
    this.changed();
    return call;
  }

  /** Notes the end of a call; only the first end counts. */
  finish(call: OpenCall): void {
    if (call.finishedAt !== null) return;
    call.finishedAt = this.#now();
    this.#inFlight -= 1;
    this.changed();
  }

  /** Number of calls that meet a filter; all of them without one. */
  count(filter: ProviderCallFilter = {}): number {
    return this.calls.filter((call) => isCallMatching(call, filter)).length;
  }

  /** Mean rate between the first and the last call; null when fewer than two instants are known. */
  ratePerSecond(): number | null {
    const first = this.calls[0];
    const last = this.calls.at(-1);
    if (first === undefined || last === undefined || last.receivedAt <= first.receivedAt) return null;
    return ((this.calls.length - 1) * 1000) / (last.receivedAt - first.receivedAt);
  }

  /** Most calls received in any half-open window of the given length. */
  maximumRequestsIn(windowMs: number): number {
    const instants = this.calls.map((call) => call.receivedAt);
    let start = 0;
    let most = 0;
    for (let end = 0; end < instants.length; end += 1) {
      while ((instants[end] ?? 0) - (instants[start] ?? 0) >= windowMs) start += 1;
      most = Math.max(most, end - start + 1);
    }
    return most;
  }

  /** Tokens of all calls that were answered. */
  totalTokens(filter: ProviderCallFilter = {}): TokenTotals {
    let promptTokens = 0;
    let completionTokens = 0;
    for (const call of this.calls) {
      if (call.usage === null || !isCallMatching(call, filter)) continue;
      promptTokens += call.usage.promptTokens;
      completionTokens += call.usage.completionTokens;
    }
    return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens };
  }

  /** Resolves once so many calls meet the filter. @throws ProviderStoppedError when the provider stops first. */
  waitFor(condition: CallCondition): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ ...condition, resolve, reject });
      this.changed();
    });
  }

  /** Looks again at what is waited for; called whenever a call has changed. */
  changed(): void {
    if (this.#waiters.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => {
      const isTooEarly = this.calls.length < waiter.count;
      if (isTooEarly || this.count(waiter.filter) < waiter.count) return true;
      waiter.resolve();
      return false;
    });
  }

  /** Rejects everyone who still waits. */
  stop(): void {
    for (const waiter of this.#waiters) {
      waiter.reject(new ProviderStoppedError(waiter.count, this.count(waiter.filter)));
    }
    this.#waiters = [];
  }
}
