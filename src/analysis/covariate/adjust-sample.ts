import { type Covariate, covariateName } from "../../domain/comparison/comparison-policy.js";
import type { CovariateAdjustment } from "../../domain/comparison/metric-difference.js";
import { counted } from "../../formatting/counted.js";
import { covariateAdjustment } from "../../statistics/covariate-adjustment.js";
import { describe } from "../../statistics/describe.js";
import type { PairedSample } from "../items/paired-sample.js";
import { requireCovariate } from "./read-covariate.js";

/** Fewer pairs than this are not adjusted: the slope would be as uncertain as the mean. */
const MINIMUM_PAIRS = 30;

/** A sample as it is decided about, and how it was adjusted; or why it was not. */
export interface AdjustedSample {
  readonly sample: Pick<PairedSample, "differences" | "clusters" | "isBinary">;
  readonly adjustment: CovariateAdjustment | null;
  readonly note: string | null;
}

/** Adjusts the pairs' differences by a covariate. @throws CovariateInvalidError when a pair lacks it. */
export function adjustSample(
  sample: PairedSample,
  { covariate, values }: { readonly covariate: Covariate; readonly values: ReadonlyMap<string, number> },
): AdjustedSample {
  const name = covariateName(covariate);
  const { differences, clusters, itemIds } = sample;
  const plain = (note: string): AdjustedSample => ({ sample, adjustment: null, note });
  if (itemIds === null) return plain(`not adjusted by ${name}: there are more than 10,000 pairs`);
  if (differences.length < MINIMUM_PAIRS)
    return plain(
      `not adjusted by ${name}: ${counted(differences.length, "pair")}, at least ${MINIMUM_PAIRS} are needed`,
    );
  requireCovariate(covariate, values, itemIds);
  const known = covariate.mean === undefined ? { values: [...values.values()] } : { mean: covariate.mean };
  const x = itemIds.map((itemId) => values.get(itemId) as number);
  const adjusted = covariateAdjustment({ x, y: differences }, known);
  if (adjusted === null)
    return plain(`not adjusted by ${name}: it or the differences do not vary, or it explains them all`);
  const { mean, standardError } = describe(differences);
  return {
    sample: { differences: adjusted.values, clusters, isBinary: false },
    adjustment: {
      covariate: name,
      slope: adjusted.slope,
      correlation: adjusted.correlation,
      mean: "mean" in known ? known.mean : (describe(known.values).mean as number),
      isMeanStated: "mean" in known,
      itemsKnown: values.size,
      unadjusted: { meanDifference: mean as number, standardError: standardError as number },
      gain: adjusted.gain,
    },
    note: noteOf(name, adjusted.gain),
  };
}

function noteOf(name: string, gain: number): string {
  const share = Math.abs(Math.round(1_000 * gain) / 10);
  const told =
    gain > 0.0005
      ? `the interval is as narrow as that of ${share} % more items without it`
      : "it gains nothing: it helps where it is known of more items than were run, or its mean is stated";
  return `adjusted by ${name}, as named before: ${told}`;
}
