import type { DifferentialFailure, UnseenItems } from "../../domain/comparison/difference-reliability.js";
import type { Equivalence } from "../../domain/comparison/metric-difference.js";
import type { SequentialResult } from "../../domain/comparison/sequential-result.js";
import type { Verdict } from "../../domain/comparison/verdict.js";
import type { DecidedDifference } from "./decide-difference.js";

/** What a verdict is decided from. */
export interface Evidence {
  readonly test: Pick<
    DecidedDifference,
    "n" | "meanDifference" | "interval" | "pValue" | "pValueMethod" | "pValueT" | "refusal" | "pValueOfPairs"
  >;
  readonly higherIsBetter: boolean;
  /** Why the sides must not be compared at all. */
  readonly obstacle: string | null;
  /** Why time-outs leave no mean; null without any. */
  readonly timeOuts: string | null;
  /** Clusters of the pairs; null = independent items. */
  readonly clusters: number | null;
  /** Whether no item has the policy's cluster field. */
  readonly isClusterFieldUnknown: boolean;
  /** Holm's p over a family of tests. */
  readonly family: { readonly pValueAdjusted: number | null; readonly size: number };
  readonly equivalence: Equivalence | null;
  /** Items that lack a value which worst-case bounds stand for. */
  readonly missingItems: number;
  /** Share of the items (0–1) that have no pair. */
  readonly missingShare: number;
  readonly unseenItems: UnseenItems | null;
  /** Of unbounded metrics; bounded ones have worst-case bounds. */
  readonly differentialFailure: DifferentialFailure | null;
  /** Set when the comparison was looked at while it ran: then it alone decides. */
  readonly sequence: SequentialResult | null;
}

/** A verdict and why. */
export interface Decision {
  readonly verdict: Verdict;
  readonly reason: string;
}
