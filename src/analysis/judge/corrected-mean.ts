import { describe, sizeOf } from "../../statistics/describe.js";
import { predictionPoweredMean } from "../../statistics/judge-quality/prediction-powered-mean.js";
import { isNegligibleSpread } from "../../statistics/negligible-spread.js";
import type { LabelledItem } from "./labelled-items.js";

/** A judged mean as people's labels correct it. */
export interface CorrectedMean {
  readonly estimate: number;
  readonly standardError: number;
  readonly judgeWeight: number;
  readonly degreesOfFreedom: number;
}

/** An item that people labelled: what they and the judge give, and the part that is known. */
type Labelled = Pick<LabelledItem, "judge"> & { readonly human: number; readonly known: number };

/**
 * PPI++ over items, with the divisor n − 2 of the labels (and their t quantile at so many degrees of freedom), since the
 * judge's weight is estimated from them like a slope: at 15 labels the textbook's normal interval misses nearly twice as often
 * as it says (docs/statistics.md). Items of which every run failed, where that is a score, are known without judge and people: a
 * stratum of its own by its share of all items, since no random choice of labels could contain it.
 *
 * Null    where nothing varies: a point would look like certainty.
 */
export function correctedMean({
  labelled,
  unlabelled,
  failed,
}: {
  readonly labelled: readonly Labelled[];
  readonly unlabelled: readonly LabelledItem[];
  readonly failed: readonly LabelledItem[];
}): CorrectedMean | null {
  const mean = estimateMean(labelled, unlabelled);
  const asked = labelled.length + unlabelled.length;
  return mean === null ? null : { ...mean, ...joinFailures(mean, { asked, failed }) };
}

/**
 * The corrected mean of the items that people could be asked of.
 *
 * Method  the judge's weight is found on what is left without the known parts, which keep their full weight: a failed side of
 *         a pair would else look like a judge to be believed.
 */
function estimateMean(
  labelled: readonly Labelled[],
  unlabelled: readonly LabelledItem[],
): CorrectedMean | null {
  const n = labelled.length;
  const human = labelled.map((label) => label.human);
  if (unlabelled.length === 0) {
    const { mean, standardError } = describe(human);
    if (mean === null || standardError === null || standardError === 0) return null;
    return { estimate: mean, standardError, judgeWeight: 0, degreesOfFreedom: n - 1 };
  }
  const weighed = (weight: number) => {
    const part = ({ judge, known = 0 }: Pick<LabelledItem, "judge" | "known">): number =>
      weight * (judge - known);
    return { judgeOnLabelled: labelled.map(part), judgeOnUnlabelled: unlabelled.map(part) };
  };
  // The interval of the textbook, whose level this is, is not used.
  const level = 0.95;
  const judged = { human: labelled.map((label) => label.human - label.known), ...weighed(1) };
  const { lambda: judgeWeight } = predictionPoweredMean(judged, { level });
  if (judgeWeight === null) return null;
  const { judgeOnLabelled, judgeOnUnlabelled } = weighed(judgeWeight);
  const sample = {
    human,
    judgeOnLabelled: judgeOnLabelled.map((part, index) => part + (labelled[index]?.known ?? 0)),
    judgeOnUnlabelled: judgeOnUnlabelled.map((part, index) => part + (unlabelled[index]?.known ?? 0)),
  };
  const { estimate, standardError } = predictionPoweredMean(sample, { level, lambda: 1 });
  const size = Math.max(...Object.values(judged).map((values) => sizeOf(describe(values))));
  if (estimate === null || standardError === null || isNegligibleSpread(standardError, size)) return null;
  const widened = standardError * Math.sqrt(n / (n - 2));
  return { estimate, standardError: widened, judgeWeight, degreesOfFreedom: n - 2 };
}

/**
 * The mean over all items, of a corrected mean of those that people could be asked of, and of failed ones, which are all worth
 * the same.
 *
 * Method  post-stratification: the shares are those of the items that were run, and so as uncertain as a share is.
 */
function joinFailures(
  { estimate, standardError }: CorrectedMean,
  { asked, failed }: { readonly asked: number; readonly failed: readonly LabelledItem[] },
): Pick<CorrectedMean, "estimate" | "standardError"> {
  const [first] = failed;
  if (first === undefined) return { estimate, standardError };
  const n = asked + failed.length;
  const share = failed.length / n;
  const between = share * (1 - share) * (first.judge - estimate) ** 2;
  return {
    estimate: (1 - share) * estimate + share * first.judge,
    standardError: Math.sqrt(((1 - share) * standardError) ** 2 + between / n),
  };
}
