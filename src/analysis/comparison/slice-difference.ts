import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { SliceDifference } from "../../domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import { counted } from "../../formatting/counted.js";
import { winTieLoss } from "../../statistics/win-tie-loss.js";
import type { PairedSample } from "../items/paired-sample.js";
import { testPairs } from "./test-pairs.js";

/** Slices of one field at most; the smallest beyond are left out and counted. */
const SLICES_PER_FIELD = 20;

/** One difference broken down: its slices, without the correction over all of a report's slices. */
export interface SlicedDifference {
  readonly differences: readonly Omit<SliceDifference, "qValue">[];
  /** Field -> slices left out. */
  readonly omitted: Readonly<Record<string, number>>;
}

type Subject = Pick<MetricDifference, "metric" | "kind" | "range" | "candidateId" | "higherIsBetter">;

/** Breaks a score's difference down by the policy's metadata fields; each slice by the method of the whole. */
export function sliceDifference(
  subject: Subject,
  { sample, policy }: { readonly sample: PairedSample; readonly policy: ComparisonPolicy },
): SlicedDifference {
  const omitted: Record<string, number> = {};
  const differences: Omit<SliceDifference, "qValue">[] = [];
  if (subject.kind !== "score") return { differences, omitted };
  for (const [field, labels] of sample.slices) {
    const { values, left } = largestSlices(labels);
    if (left > 0) omitted[field] = left;
    for (const value of values) differences.push(compareSlice(subject, { field, value, sample, policy }));
  }
  return { differences, omitted };
}

function largestSlices(values: readonly (string | null)[]): {
  readonly values: readonly (string | null)[];
  readonly left: number;
} {
  const counts = new Map<string | null, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const bySize = [...counts].sort(
    ([left, a], [right, b]) => b - a || (String(left) < String(right) ? -1 : 1),
  );
  return {
    values: bySize.slice(0, SLICES_PER_FIELD).map(([value]) => value),
    left: Math.max(0, bySize.length - SLICES_PER_FIELD),
  };
}

function compareSlice(
  { metric, kind, range, candidateId, higherIsBetter }: Subject,
  {
    field,
    value,
    sample,
    policy,
  }: {
    readonly field: string;
    readonly value: string | null;
    readonly sample: PairedSample;
    readonly policy: ComparisonPolicy;
  },
): Omit<SliceDifference, "qValue"> {
  const labels = sample.slices.get(field) ?? [];
  const isInSlice = (_: unknown, index: number): boolean => labels[index] === value;
  const differences = sample.differences.filter(isInSlice);
  const clusters = sample.clusters?.filter(isInSlice) ?? null;
  const { n, meanDifference, interval, pValue, undefinedReason, refusal } = testPairs(
    { differences, clusters, isBinary: sample.isBinary, nature: { kind, range } },
    1 - policy.alpha,
  );
  const isTooSmall = n < policy.minimumPairs || refusal !== null;
  const reason =
    n < policy.minimumPairs
      ? `${counted(n, "pair")}; a slice needs at least ${policy.minimumPairs}`
      : (refusal ?? undefinedReason);
  return {
    field,
    value,
    metric,
    candidateId,
    n,
    meanDifference,
    interval: isTooSmall ? null : interval,
    pValue: isTooSmall ? null : pValue,
    ...winTieLoss(higherIsBetter ? differences : differences.map((difference) => -difference)),
    undefinedReason: isTooSmall || interval === null || pValue === null ? reason : null,
  };
}
