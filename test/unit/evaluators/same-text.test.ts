import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Evaluator } from "../../../src/domain/score/evaluator.js";
import { contains } from "../../../src/evaluators/text/contains.js";
import { exactMatch } from "../../../src/evaluators/text/exact-match.js";
import { groundTruthSimilarity } from "../../../src/evaluators/text/ground-truth-similarity.js";
import { levenshtein } from "../../../src/evaluators/text/levenshtein.js";
import { normalizeText } from "../../../src/evaluators/text/normalize-text.js";
import { numericCloseness } from "../../../src/evaluators/text/numeric-closeness.js";
import { regularExpression } from "../../../src/evaluators/text/regular-expression.js";
import { rougeL } from "../../../src/evaluators/text/rouge-l.js";
import { tokenF1 } from "../../../src/evaluators/text/token-f1.js";
import { judge, scoredValue } from "./judge.js";

/** Writings of one text, as models and data files have them. */
const SAME: readonly (readonly [string, string, string])[] = [
  ["composed and decomposed letters", "cafe\u0301", "caf\u00e9"],
  ["full-width digits", "１２３", "123"],
  ["a no-break space", "10\u00a0km", "10 km"],
  ["a zero-width space", "Pa\u200bris", "Paris"],
  ["a curly apostrophe", "it’s", "it's"],
  ["line ends of Windows", "a\r\nb", "a\nb"],
  ["line ends of old Macs", "a\rb", "a\nb"],
  ["curly double quotes", "“yes”", '"yes"'],
  ["French quotes", "«oui»", '"oui"'],
  ["a narrow no-break space before a unit", "1\u202f000", "1 000"],
  ["an ideographic space", "東京\u3000都", "東京 都"],
  ["full-width letters and brackets", "Ａ（１）", "A(1)"],
  ["half-width katakana with a voicing mark", "ｶﾞｽ", "ガス"],
  ["a byte order mark", "\ufeffParis", "Paris"],
  ["a soft hyphen", "co\u00adoperate", "cooperate"],
  ["a no-break hyphen", "e\u2011mail", "e-mail"],
  ["a minus sign", "\u22125", "-5"],
  ["decomposed hangul", "\u1112\u1161\u11ab", "한"],
  ["an accent after a mark that nobody sees", "e\u200b\u0301", "é"],
];

const TEXT_EVALUATORS: readonly (readonly [string, (options?: { normalize: boolean }) => Evaluator])[] = [
  ["exactMatch", exactMatch],
  ["contains", contains],
  ["levenshtein", levenshtein],
  ["rougeL", rougeL],
  ["tokenF1", tokenF1],
  ["groundTruthSimilarity", groundTruthSimilarity],
];

describe.each(TEXT_EVALUATORS)("%s", (_name, create) => {
  test.each(SAME)("takes %s for the same text", async (_case, output, expected) => {
    expect(Number(await scoredValue(create(), { output, expected }))).toBe(1);
  });

  test("tells another text from it", async () => {
    const value = await scoredValue(create(), { output: "cafe", expected: "Straße 10" });
    expect(Number(value)).toBeLessThan(0.5);
  });
});

test.each(SAME)(
  "exactMatch without normalization tells %s apart, and says in what they differ",
  async (_case, output, expected) => {
    const [score] = await judge(exactMatch({ normalize: false }), { output, expected });
    expect(score).toMatchObject({ value: false, metadata: { note: "differs_in_writing" } });
    expect(score?.comment).toContain(
      "look the same and differ in Unicode form, width, kinds of space, quotes",
    );
  },
);

test("applies within structures", async () => {
  const judged = {
    output: { city: "Zu\u0308rich", tags: ["it’s"] },
    expected: { city: "Zürich", tags: ["it's"] },
  };
  expect(await scoredValue(exactMatch(), judged)).toBe(true);
  expect(await scoredValue(levenshtein(), judged)).toBe(1);
});

test.each([
  ["İSTANBUL", "istanbul"],
  ["STRASSE", "straße"],
  ["ΟΔΟΣ", "οδος"],
  ["ΟΔΟΣ", "οδοσ"],
  ["ﬁn", "FIN"],
])("%s is %s without case", async (output, expected) => {
  for (const evaluator of [
    exactMatch({ caseSensitive: false }),
    contains({ caseSensitive: false }),
    levenshtein({ caseSensitive: false }),
    tokenF1(),
    rougeL(),
  ])
    expect(Number(await scoredValue(evaluator, { output, expected }))).toBe(1);
});

test.each([
  ["Paris", "paris", "differs_in_case", 'upper and lower case ("caseSensitive: false")'],
  ["Paris\n", "Paris", "differs_in_white_space", "white space around the text"],
  ["New  York", "New York", "differs_in_white_space", "runs of white space within the text"],
  [
    "Pаris",
    "Paris",
    "looks_alike",
    "letters of another script that look like these; first at character 2: U+0430 in the output, U+0061",
  ],
  ["1990–2000", "1990-2000", "looks_alike", "dashes, dots, ligatures"],
  ["and so on…", "and so on...", "looks_alike", "dashes, dots, ligatures"],
  [
    " PARIS",
    "paris",
    "differs_in_case",
    'upper and lower case ("caseSensitive: false"), and white space around the text',
  ],
])("exactMatch says why %j is not %j", async (output, expected, note, reason) => {
  const [score] = await judge(exactMatch(), { output, expected });
  expect(score).toMatchObject({ value: false, metadata: { note } });
  expect(score?.comment).toContain(reason);
});

test("a plain difference has no note", async () => {
  const [score] = await judge(exactMatch(), { output: "Lyon", expected: "Paris" });
  expect(score).toMatchObject({ value: false, comment: null, metadata: {} });
});

test("contains says when the output only looks as if it did", async () => {
  const [score] = await judge(contains(), { output: "It is PARIS.", expected: "Paris" });
  expect(score).toMatchObject({ value: false, metadata: { note: "looks_alike" } });
  expect(await judge(contains(), { output: "It is Lyon.", expected: "Paris" })).toMatchObject([
    { value: false, comment: null },
  ]);
});

test("a regular expression sees the characters themselves, unless it is told otherwise", async () => {
  expect(await scoredValue(regularExpression({ pattern: "\\u00a0km" }), { output: "10\u00a0km" })).toBe(true);
  const [score] = await judge(regularExpression({ pattern: "^it's$" }), { output: "it’s" });
  expect(score).toMatchObject({ value: false, metadata: { note: "differs_in_writing" } });
  expect(
    await scoredValue(regularExpression({ pattern: "^it's$", normalize: true }), { output: "it’s" }),
  ).toBe(true);
});

test("numbers may be written in full width or with a minus sign", async () => {
  expect(await scoredValue(numericCloseness(), { output: "−１２．５", expected: -12.5 })).toBe(1);
  expect(await scoredValue(numericCloseness({ normalize: false }), { output: "１２", expected: 12 })).toEqual(
    {
      unscored: "output_not_number",
    },
  );
});

test("what means something else stays another text", () => {
  expect(normalizeText("10²")).toBe("10²");
  expect(normalizeText("👩\u200d💻")).toBe("👩\u200d💻");
  expect(normalizeText("می\u200cخواهم")).toBe("می\u200cخواهم");
  expect(normalizeText("a–b")).toBe("a–b");
});

test("normalizing again changes nothing, and the result is in NFC", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom("e", "\u0301", "\u200b", "ｶ", "ﾞ", "\r", "\n", "’") }),
  );
  fc.assert(
    fc.property(text, (one) => {
      const normal = normalizeText(one);
      expect(normalizeText(normal)).toBe(normal);
      expect(normal.normalize("NFC")).toBe(normal);
    }),
  );
});
