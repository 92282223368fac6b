import type { DifferentialFailure } from "../../domain/comparison/difference-reliability.js";
import type { BinaryTest, Equivalence } from "../../domain/comparison/metric-difference.js";
import type { SequentialResult } from "../../domain/comparison/sequential-result.js";
import type { Verdict } from "../../domain/comparison/verdict.js";
import type { PairedTTest } from "../../statistics/paired-t-test.js";

/** What a verdict is decided from. */
export interface Evidence {
  readonly test: Pick<PairedTTest, "n" | "meanDifference" | "interval"> & {
    readonly undefinedReason: string | null;
  };
  readonly pValueSignFlip: number | null;
  readonly higherIsBetter: boolean;
  /** Why the sides must not be compared at all. */
  readonly obstacle?: string | null;
  /** Clusters of the pairs; null or absent = independent items. */
  readonly clusters?: number | null;
  /** Whether no item has the policy's cluster field. */
  readonly isClusterFieldUnknown?: boolean;
  readonly binary?: BinaryTest | null;
  /** Holm's p over a family of tests; absent = this is the only test. */
  readonly family?: { readonly pValueAdjusted: number | null; readonly size: number };
  readonly equivalence?: Equivalence | null;
  /** Share of the items (0–1) that have no pair. */
  readonly missingShare?: number;
  readonly differentialFailure?: DifferentialFailure | null;
  /** Set when the comparison was looked at while it ran: then it alone decides. */
  readonly sequence?: SequentialResult | undefined;
}

/** A verdict and why. */
export interface Decision {
  readonly verdict: Verdict;
  readonly reason: string;
}
