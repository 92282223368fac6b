import type { Unscored } from "../unscored.js";

/** The refusal of texts whose comparison would hold up the worker: cost grows with the product of the lengths. */
export function textTooLong(lengths: {
  readonly unit: "characters" | "words";
  readonly output: number;
  readonly expected: number;
  readonly limit: number;
}): Unscored {
  const { unit, output, expected, limit } = lengths;
  return {
    unscoredReason: "text_too_long",
    comment: `The texts have ${output} (output) and ${expected} (expected) ${unit}; at most ${limit} are compared.`,
  };
}
