import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { bootstrapMean } from "../../statistics/bootstrap/bootstrap-mean.js";
import { wilcoxonSignedRank } from "../../statistics/hypothesis-tests/wilcoxon-signed-rank.js";
import { createRandom, FIXED_SEED } from "../../statistics/seeded-random.js";
import { signFlipTest } from "../../statistics/sign-flip-test.js";
import type { PairedSample } from "../items/paired-sample.js";
import { decideBounds } from "./decide-bounds.js";
import type { DecidedDifference, DecisionSetting } from "./decide-difference.js";
import type { DecidingPart } from "./deciding-part.js";
import { leaveOneOut } from "./leave-one-out.js";
import { describeUnseenItems } from "./test-unseen-items.js";

/** Above this many pairs the bootstrap takes seconds and the t interval needs no second opinion. */
export const BOOTSTRAP_LIMIT = 1_000;
/** Above this many pairs the sign-flip test, there only to be seen, takes a tenth of the permutations. */
const MANY_PAIRS = 20_000;

/** Pairs and what is known beside their values, as they are and as a covariate adjusts them. */
interface ItemEvidence {
  readonly fixed: DecidedDifference;
  readonly setting: DecisionSetting;
  readonly adjusted: Pick<DecisionSetting, "fills"> & {
    readonly sample: Pick<PairedSample, "differences" | "clusters" | "isBinary">;
  };
  /** The policy's, for equivalence; null without one. */
  readonly margin: number | null;
}

/** What decides after a fixed number of items: the tests of its pairs, with second opinions beside them. */
export function decideByItems(
  sample: PairedSample,
  { fixed, setting, adjusted, margin }: ItemEvidence,
): DecidingPart {
  const { differences, clusters, itemIds } = sample;
  const { undefinedReason, refusal, missingBounds, pValueOfPairs, intervalAt, ...tests } = fixed;
  const { bounds, equivalence } = decideBounds(sample, { ...setting, margin });
  const grouped = clusters === null ? {} : { clusters };
  const { pValue: pValueSignFlip } = signFlipTest(differences, {
    random: createRandom(FIXED_SEED),
    resamples: differences.length > MANY_PAIRS ? 999 : 9_999,
    ...grouped,
  });
  const { pValueExact, pValueNormalCorrected } = wilcoxonSignedRank(differences);
  const level = 1 - setting.alpha;
  return {
    figures: {
      ...tests,
      bounds,
      bootstrapInterval:
        differences.length > BOOTSTRAP_LIMIT ? null : bootstrapInterval(differences, { level, ...grouped }),
      pValueSignFlip,
      pValueWilcoxon: pValueExact ?? pValueNormalCorrected,
    },
    leaveOneOut: leaveOneOut(
      { ...adjusted.sample, itemIds, listed: differences },
      { ...setting, fills: adjusted.fills },
    ),
    unseenItems: unseenItems(fixed, setting),
    notes: [],
    equivalence,
    intervalAt,
  };
}

function unseenItems(
  { n: items, clusters, meanDifference, binary }: DecidedDifference,
  { range, alpha }: DecisionSetting,
): DecidingPart["unseenItems"] {
  const n = clusters ?? items;
  if (range === null || binary !== null || meanDifference === null || n < 2) return null;
  const unit = clusters === null ? "items" : "clusters";
  return describeUnseenItems({ n, mean: meanDifference }, { range, alpha, unit });
}

function bootstrapInterval(
  differences: readonly number[],
  options: { readonly level: number; readonly clusters?: readonly string[] },
): Interval | null {
  const { bca, undefinedReason } = bootstrapMean(differences, {
    random: createRandom(FIXED_SEED),
    ...options,
  });
  return undefinedReason === null ? bca : null;
}
