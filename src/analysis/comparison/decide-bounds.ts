import type { DifferenceBounds, MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { PairedSample } from "../items/paired-sample.js";
import { type DecisionSetting, filledSamples } from "./decide-difference.js";
import { differenceBounds, equivalencePValue } from "./difference-bounds.js";

/** Two one-sided tests before they are corrected for their family. */
export type SingleEquivalence = Omit<
  NonNullable<MetricDifference["equivalence"]>,
  "pValueAdjusted" | "isEquivalent"
>;

/** The bounds of a difference for gates, and the test of a margin. */
export interface DecidedBounds {
  readonly bounds: DifferenceBounds | null;
  readonly equivalence: SingleEquivalence | null;
}

/** The bounds of a difference that hold whatever is missing, and with a margin the test that it lies inside. */
export function decideBounds(
  sample: Pick<PairedSample, "differences" | "clusters">,
  { range, fills, alpha, margin }: Omit<DecisionSetting, "kind"> & { readonly margin: number | null },
): DecidedBounds {
  const samples = filledSamples(sample, fills);
  const bounds = boundsOf(samples, { range, alpha });
  return {
    bounds,
    equivalence: margin === null ? null : equivalenceOf(samples, { range, alpha, margin, bounds }),
  };
}

type Samples = readonly Pick<PairedSample, "differences" | "clusters">[];

type Ends = Pick<DecisionSetting, "range" | "alpha">;

function boundsOf(samples: Samples, { range, alpha }: Ends): DifferenceBounds | null {
  const all = samples.map((sample) => differenceBounds({ ...sample, range }, alpha));
  const [first] = all;
  if (first === undefined || first === null || all.some((bounds) => bounds === null)) return null;
  const known = all as readonly DifferenceBounds[];
  return {
    method: first.method,
    lower: Math.min(...known.map(({ lower }) => lower)),
    upper: Math.max(...known.map(({ upper }) => upper)),
  };
}

function equivalenceOf(
  samples: Samples,
  { range, alpha, margin, bounds }: Ends & { readonly margin: number } & Pick<DecidedBounds, "bounds">,
): SingleEquivalence | null {
  if (bounds === null) return null;
  const pValues = samples.map((sample) => equivalencePValue({ ...sample, range }, { margin, alpha }));
  if (pValues.some((pValue) => pValue === null)) return null;
  const { lower, upper } = bounds;
  return {
    margin,
    pValue: Math.max(...(pValues as number[])),
    interval: { level: 1 - 2 * alpha, lower, upper },
  };
}
