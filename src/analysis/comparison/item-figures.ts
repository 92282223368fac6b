import type { Interval } from "../../domain/experiment/experiment-summary.js";
import { bootstrapMean } from "../../statistics/bootstrap/bootstrap-mean.js";
import { wilcoxonSignedRank } from "../../statistics/hypothesis-tests/wilcoxon-signed-rank.js";
import { createRandom, FIXED_SEED } from "../../statistics/seeded-random.js";
import { signFlipTest } from "../../statistics/sign-flip-test.js";
import type { PairedSample } from "../items/paired-sample.js";
import type { DecidedBounds } from "./decide-bounds.js";
import type { DecidedDifference } from "./decide-difference.js";
import type { DecidingPart } from "./deciding-part.js";

/** Above this many pairs the bootstrap takes seconds and the t interval needs no second opinion. */
const BOOTSTRAP_LIMIT = 1_000;
/** Above this many pairs the sign-flip test, there only to be seen, takes a tenth of the permutations. */
const MANY_PAIRS = 20_000;

/** What decides after a fixed number of items: the tests of its pairs, with second opinions beside them. */
export function decideByItems(
  { differences, clusters }: PairedSample,
  {
    fixed,
    bounds: { bounds, equivalence },
    level,
  }: { readonly fixed: DecidedDifference; readonly bounds: DecidedBounds; readonly level: number },
): DecidingPart {
  const { undefinedReason, refusal, missingBounds, pValueOfPairs, intervalAt, ...tests } = fixed;
  const grouped = clusters === null ? {} : { clusters };
  const { pValue: pValueSignFlip } = signFlipTest(differences, {
    random: createRandom(FIXED_SEED),
    resamples: differences.length > MANY_PAIRS ? 999 : 9_999,
    ...grouped,
  });
  const { pValueExact, pValueNormalCorrected } = wilcoxonSignedRank(differences);
  const isLong = differences.length > BOOTSTRAP_LIMIT;
  return {
    figures: {
      ...tests,
      bounds,
      bootstrapInterval: isLong ? null : bootstrapInterval(differences, { level, ...grouped }),
      pValueSignFlip,
      pValueWilcoxon: pValueExact ?? pValueNormalCorrected,
    },
    reasons: isLong
      ? { bootstrapInterval: `more than ${BOOTSTRAP_LIMIT} pairs: the t interval needs no second opinion` }
      : {},
    notes: [],
    equivalence,
    intervalAt,
  };
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
