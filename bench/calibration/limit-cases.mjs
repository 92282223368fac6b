/**
 * What no rule can hold at the power that is promised on well-behaved data: the mean of all items is zero, as a rare one jumps
 * by nearly the whole range against what all others do. A sample without such a jump cannot be told from normal data with a
 * steady difference, so whoever finds the one is wrong about the other as often as the jump is missed.
 */
import { normal, sample } from "./random-samples.mjs";
import { verdictOf } from "./verdict-of.mjs";

const JUMP = 0.95;
const clamped = (value) => Math.min(1, Math.max(-1, value));

/** Conditions with a draw of the verdict; the share of jumps is the one at which most verdicts are false. */
export const LIMITS = [
  [30, 0.057],
  [50, 0.035],
  [100, 0.018],
].flatMap(([n, share]) =>
  [0.02, 0.05, 0.08, 0.1, 0.15].map((noise) => ({
    data: `${(100 * share).toFixed(1)} % jump by ${JUMP}, noise ${noise}`,
    n,
    draw: (random) => {
      const against = (share * JUMP) / (1 - share);
      const { verdict, pValueT, meanDifference } = verdictOf(
        sample(n, () => clamped((random() < share ? JUMP : -against) + noise * normal(random))),
      );
      const isFalse = verdict === "better" || verdict === "worse";
      // The report says how large a jump the verdict does not survive wherever the range has room for it.
      const isWarned = isFalse && Math.abs(meanDifference) < 1 - 0.05 ** (1 / n);
      return { isFalse, isWarned, isFalseByT: pValueT !== null && pValueT <= 0.05 };
    },
  })),
);
