import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { levenshteinSimilarity } from "../../../src/evaluators/text/levenshtein-similarity.js";
import { lexicalSimilarity } from "../../../src/evaluators/text/lexical-similarity.js";
import { rougeLSimilarity } from "../../../src/evaluators/text/rouge-l-similarity.js";
import { tokenF1Similarity } from "../../../src/evaluators/text/token-f1-similarity.js";
import { words } from "../../../src/evaluators/text/words.js";

/** Any sequence of UTF-16 units, lone surrogates among them. */
const utf16 = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
/** Few letters and spaces, so that texts have much in common. */
const alike = fc.string({ unit: fc.constantFrom("a", "b", "c", "the", " ", ".", "日"), maxLength: 60 });
const text = fc.oneof(utf16, fc.string({ unit: "grapheme" }), alike);

const measures = [
  ["levenshteinSimilarity", levenshteinSimilarity],
  ["rougeLSimilarity", rougeLSimilarity],
  ["tokenF1Similarity", tokenF1Similarity],
  ["lexicalSimilarity", lexicalSimilarity],
] as const;

describe.each(measures)("%s", (_name, measure) => {
  test("lies between 0 and 1 for any two texts, and is symmetric", () => {
    fc.assert(
      fc.property(text, text, (left, right) => {
        const value = measure(left, right);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(measure(right, left)).toBe(value);
      }),
    );
  });

  test("is 1 for identical texts", () => {
    fc.assert(fc.property(text, (one) => expect(measure(one, one)).toBe(1)));
  });
});

describe("against the textbook's table", () => {
  test("levenshteinSimilarity counts the edits of Wagner and Fischer", () => {
    fc.assert(
      fc.property(fc.oneof(alike, utf16), fc.oneof(alike, utf16), (left, right) => {
        const longest = Math.max(left.length, right.length, 1);
        expect(levenshteinSimilarity(left, right)).toBeCloseTo(1 - edits(left, right) / longest, 12);
      }),
    );
  });

  test("rougeLSimilarity is twice the common subsequence over both lengths", () => {
    fc.assert(
      fc.property(alike, alike, (left, right) => {
        const [candidate, reference] = [words(left), words(right)];
        fc.pre(candidate.length > 0 && reference.length > 0);
        const f1 = (2 * subsequence(candidate, reference)) / (candidate.length + reference.length);
        expect(rougeLSimilarity(left, right)).toBeCloseTo(f1, 12);
      }),
    );
  });
});

function edits(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const substituted = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current[column] = Math.min(substituted, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}

function subsequence(left: readonly string[], right: readonly string[]): number {
  let previous: number[] = right.map(() => 0);
  for (const word of left) {
    const current: number[] = [];
    right.forEach((other, column) => {
      const skipped = Math.max(previous[column] ?? 0, current[column - 1] ?? 0);
      current[column] = word === other ? (previous[column - 1] ?? 0) + 1 : skipped;
    });
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
