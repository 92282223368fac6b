import type { Wait } from "./wait.js";

/** Where workers tell other processes what waits. */
export interface WaitStore {
  /** Replaces what a worker reported before. Each wait lasts until its end, unless it is reported again. */
  putWaits(told: {
    readonly reporter: string;
    readonly waits: readonly { readonly wait: Wait; readonly expiresAt: Date }[];
  }): Promise<void>;
  /** What workers have told that has not expired: of these experiments and comparisons, and of all. */
  listWaits(filter: { readonly scopes: readonly string[]; readonly now: Date }): Promise<readonly Wait[]>;
}
