import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** Any number that stays: the same rows give the same report. */
export const FIXED_SEED = 20_241_124;

/**
 * A generator of uniform numbers in [0, 1): the same sequence for the same seed on every machine.
 *
 * Units   seed: any text, or any number (1 and "1" are the same seed); draws are multiples of 2^-53.
 * Method  xoroshiro128+ from a hash of the seed: neighbouring raw seeds would start with correlated draws.
 */
export function createRandom(seed: number | string): () => number {
  const generator = xoroshiro128plusFromState(hashedState(String(seed)));
  return () => uniformFloat64(generator);
}

/** Four words, each mixed from all characters by FNV-1a with its own start and MurmurHash3's finisher. */
function hashedState(text: string): number[] {
  return [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35].map((start) => {
    let hash = start;
    for (let index = 0; index < text.length; index += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return hash ^ (hash >>> 16);
  });
}
