import { createHash } from "node:crypto";

/**
 * Number in [0, 1) that depends on the seed and the key only, so that a scripted chance is the same
 * whatever order concurrent calls arrive in.
 */
export function seededFraction(seed: number, key: string): number {
  return createHash("sha256").update(`${seed}:${key}`).digest().readUInt32BE(0) / 2 ** 32;
}
