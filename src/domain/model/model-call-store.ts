import type { Observation } from "../trace/trace.js";

/** What an experiment, or all experiments of a comparison together, may spend; null = no bound. */
export interface Budget {
  readonly usd: number | null;
  readonly tokens: number | null;
}

/** A call that asks to be made. */
export interface CallReservation {
  readonly id: string;
  readonly experimentId: string;
  /** The experiment's comparison, or the experiment itself: what the budget is for. */
  readonly scope: string;
  /** `costUsd` null = the price is unknown. */
  readonly estimate: { readonly costUsd: number | null; readonly tokens: number };
  readonly budget: Budget;
  readonly at: Date;
}

/** `wait`: it fits only if calls in flight turn out cheaper than reserved. */
export type Admission = "admitted" | "wait" | "exhausted";

/** Spending: the cost of answers, and the estimates of calls whose answer was lost. */
export interface Spending {
  readonly costUsd: number;
  readonly tokens: number;
  /** All that were made, lost ones included. */
  readonly calls: number;
  /** Calls whose price is unknown; they are not in `costUsd`. */
  readonly unpricedCalls: number;
  /** Calls that were sent and whose answer nobody saw: the provider may have been paid for them. */
  readonly lostCalls: number;
}

/** Model calls as money: reserved before they are sent, counted once after. */
export interface ModelCallStore {
  /** A reservation of the same call that is still there is of one that was lost, with its worker: it is counted. */
  reserveCall(call: CallReservation): Promise<Admission>;
  /** Gives the reservation of a call back that was never sent, or that the provider refused. */
  releaseCall(id: string): Promise<void>;
  /** Counts a call that was sent and whose answer nobody will see, at its estimate. */
  loseCall(id: string): Promise<void>;
  /** The same for all that an experiment has left, since their workers died; to be called when it has ended. */
  loseCallsOf(experimentId: string): Promise<void>;
  /**
   * In one transaction: stores the observation, counts its cost towards the scopes, ends the reservation and fills the
   * cache. An observation that is there already is not counted again.
   */
  recordCall(call: {
    readonly observation: Observation;
    /** The experiment and, where there is one, its comparison. */
    readonly scopes: readonly string[];
    readonly cacheKey: string | null;
  }): Promise<void>;
  getSpending(scope: string): Promise<Spending>;
  /** The observation whose answer the cache holds. */
  getCachedCall(cacheKey: string): Promise<Observation | null>;
}

/** Tries of a step, counted so that lost workers and failing code are told apart. */
export interface TryStore {
  /** Counts a start, which is the `started`th. `lost`: earlier starts that never ended, because their worker died. */
  beginTry(
    id: string,
  ): Promise<{ readonly started: number; readonly lost: number; readonly failures: number }>;
  /** Counts an end. `used`: the failures that count as tries, which are those since the step was last retried. */
  endTry(
    id: string,
    end: { readonly failed: boolean },
  ): Promise<{ readonly failures: number; readonly used: number }>;
}
