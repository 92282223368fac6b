import { normal } from "./random-samples.mjs";

/** The size of the jump: nearly the whole range. */
export const JUMP = 0.95;
const clamped = (value) => Math.min(1, Math.max(-1, value));

/** A difference whose mean over all items is zero, as that share of them jumps against what all others do. */
export function rareJump(random, { share, noise }) {
  const against = (share * JUMP) / (1 - share);
  return clamped((random() < share ? JUMP : -against) + noise * normal(random));
}

/** Of so many items the share of jumps at which most verdicts are false. */
export const WORST_SHARES = new Map([
  [30, 0.057],
  [50, 0.035],
  [100, 0.018],
]);
