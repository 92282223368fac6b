import type { Observation } from "../trace/trace.js";

/** What an experiment, or all experiments of a comparison together, may spend; null = no bound. */
export interface Budget {
  readonly usd: number | null;
  readonly tokens: number | null;
}

/** A call that asks to be made. */
export interface CallReservation {
  readonly id: string;
  /** The experiment's comparison, or the experiment itself: what the budget is for. */
  readonly scope: string;
  readonly estimate: { readonly costUsd: number; readonly tokens: number };
  readonly budget: Budget;
  readonly at: Date;
}

/** `wait`: it fits only if calls in flight turn out cheaper than reserved. */
export type Admission = "admitted" | "wait" | "exhausted";

/** What was really spent. */
export interface Spending {
  readonly costUsd: number;
  readonly tokens: number;
  readonly calls: number;
  /** Calls whose price is unknown; they are not in `costUsd`. */
  readonly unpricedCalls: number;
}

/** Model calls as money: reserved before, counted once after. */
export interface ModelCallStore {
  reserveCall(call: CallReservation): Promise<Admission>;
  /** Gives the reservation of a call back that was not answered. */
  releaseCall(id: string): Promise<void>;
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
  /** Counts a start. `lost`: earlier starts that never ended, because their worker died. */
  beginTry(id: string): Promise<{ readonly lost: number; readonly failures: number }>;
  /** Counts an end; returns the failures so far. */
  endTry(id: string, end: { readonly failed: boolean }): Promise<number>;
}
