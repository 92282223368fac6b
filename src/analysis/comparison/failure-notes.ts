import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { FailingSide } from "./differential-failure.js";

/**
 * How many failed runs stand in the figures, and as what; or why they do not although the policy asks for it.
 *
 * `failureValue` is what a failed run counts as; null where nothing is.
 */
export function failureNotes(
  failureValue: number | null,
  {
    policy,
    sides,
  }: {
    readonly policy: ComparisonPolicy;
    readonly sides: { readonly baseline: FailingSide; readonly candidate: FailingSide };
  },
): string[] {
  const [before, after] = [sides.baseline, sides.candidate].map(({ metric }) => metric.failedRuns);
  const failed = (before ?? 0) + (after ?? 0);
  const { kind } = sides.baseline.metric;
  if (policy.missing.failed === undefined || failed === 0 || kind !== "score") return [];
  return failureValue === null
    ? ["failed runs have no worst value to count as, since the score has no range: they count as missing"]
    : [
        `${failed} failed runs (baseline ${before}, candidate ${after}) count as ${failureValue}, the worst value`,
      ];
}
