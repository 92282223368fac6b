/**
 * What no rule can hold at the power that is promised on well-behaved data: rare jumps of nearly the whole range where all other
 * items vary so much that a sample without a jump cannot be told from normal data with a steady difference. Whoever finds the
 * one is wrong about the other as often as the jump is missed. Where the others vary less, such jumps are held: those are rows
 * of `verdict-cases.mjs`.
 */
import { sample } from "./random-samples.mjs";
import { JUMP, rareJump, WORST_SHARES } from "./rare-jump.mjs";
import { verdictOf } from "./verdict-of.mjs";

/** Conditions with a draw of the verdict. */
export const LIMITS = [
  [30, [0.1, 0.12, 0.15, 0.2]],
  [50, [0.08, 0.1, 0.12, 0.15]],
  [100, [0.06, 0.08, 0.1, 0.15]],
].flatMap(([n, noises]) =>
  noises.map((noise) => {
    const share = WORST_SHARES.get(n);
    return {
      data: `${(100 * share).toFixed(1)} % jump by ${JUMP}, noise ${noise}`,
      n,
      draw: (random) => {
        const { verdict, pValueT, meanDifference } = verdictOf(
          sample(n, () => rareJump(random, { share, noise })),
        );
        const isFalse = verdict === "better" || verdict === "worse";
        // The report says how large a jump the verdict does not survive wherever the range has room for it.
        const isWarned = isFalse && Math.abs(meanDifference) < 1 - 0.05 ** (1 / n);
        return { isFalse, isWarned, isFalseByT: pValueT !== null && pValueT <= 0.05 };
      },
    };
  }),
);
