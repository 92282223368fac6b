import { describe, expect, test } from "@jest/globals";
import type { JsonValue } from "../../../src/domain/json/json.js";
import { jsonSchema } from "../../../src/evaluators/json/json-schema.js";
import { jsonValidity } from "../../../src/evaluators/json/json-validity.js";
import { exactMatch } from "../../../src/evaluators/text/exact-match.js";
import { levenshtein } from "../../../src/evaluators/text/levenshtein.js";
import { numericCloseness } from "../../../src/evaluators/text/numeric-closeness.js";
import { tokenF1 } from "../../../src/evaluators/text/token-f1.js";
import { judge, scoredValue } from "./judge.js";

const expected = { city: "Paris", population: 2_102_650 };
const REORDERED = '{"population": 2102650, "city": "Paris"}';
const FENCED = '```json\n{"city": "Paris", "population": 2102650}\n```';

/** The same answer as models write it. */
const ANSWERS = [
  ["in another order", REORDERED],
  ["in a code fence", FENCED],
  ["in a fence among words", `Sure! Here it is:\n\n${FENCED}\n\nAnything else?`],
  [
    "in a fence without a language, with line ends of Windows",
    FENCED.replace("json", "").replaceAll("\n", "\r\n"),
  ],
  ["in a fence of tildes", FENCED.replaceAll("```", "~~~")],
  ["after a draft", `{"city": "Lyon"} is wrong. ${REORDERED}`],
  ["among words", `The answer is ${REORDERED}, as asked.`],
  ["with a byte order mark", `\ufeff${REORDERED}`],
  ["with 2102650.0 for 2102650", REORDERED.replace("2102650", "2102650.0")],
] as const;

describe("an expected object beside a text", () => {
  test.each(ANSWERS)(
    "is compared with the JSON %s where the evaluator is told to parse",
    async (_case, output) => {
      expect(await scoredValue(exactMatch({ parseText: true }), { output, expected })).toBe(true);
      expect(await scoredValue(tokenF1({ parseText: true }), { output, expected })).toBe(1);
      expect(await scoredValue(levenshtein({ parseText: true }), { output, expected })).toBe(1);
    },
  );

  test.each(ANSWERS)(
    "leaves the JSON %s unscored where it is not, with the reason",
    async (_case, output) => {
      for (const evaluator of [exactMatch(), tokenF1(), levenshtein()])
        expect(await judge(evaluator, { output, expected })).toMatchObject([
          {
            value: null,
            unscoredReason: "output_not_parsed",
            comment:
              'The output is a text, expected is an object with keys city, population. The option "parseText: true" compares the JSON that the text holds, in a code fence or not.',
          },
        ]);
    },
  );

  test.each([
    ["prose", "I do not know."],
    ["an object that does not end", '{"city": "Par'],
    ["NaN, which is no JSON", '{"city": "Paris", "population": NaN}'],
    ["single quotes", "{'city': 'Paris'}"],
    ["nothing", ""],
  ])("does not match %s", async (_case, output) => {
    const [score] = await judge(exactMatch({ parseText: true }), { output, expected });
    expect(score).toMatchObject({ value: false, metadata: { note: "output_not_json" } });
    expect(await scoredValue(tokenF1({ parseText: true }), { output, expected })).toEqual({
      unscored: "output_not_json",
    });
  });
});

test.each([
  ["arrays", "Here:\n[1, 2]", [1, 2], true],
  ["an array of objects", 'The list: [{"a": 1}, {"a": 2}].', [{ a: 1 }, { a: 2 }], true],
  ["numbers", "42", 42, true],
  ["1.0 and 1", "1.0", 1, true],
  ["booleans", "true", true, true],
  ["JSON as text on both sides", '{"b": [1], "a": 2}', '{"a":2,"b":[1]}', true],
  ["ids beyond 2^53", '{"id": 9007199254740993}', { id: "9007199254740993" }, true],
  ["other ids beyond 2^53", '{"id": 9007199254740992}', { id: "9007199254740993" }, false],
  ["texts that are no JSON", "Paris", "Paris", true],
  ["an expected text that quotes JSON", 'say {"a": 1}', 'say {"a": 1}', true],
])("with parseText %s are compared as what they are", async (_case, output, wanted, value) => {
  expect(await scoredValue(exactMatch({ parseText: true }), { output, expected: wanted as JsonValue })).toBe(
    value,
  );
});

test.each([
  [
    "a number as text",
    "42",
    42,
    'The output is a string of 2 characters, expected is a number. "parseText: true" reads',
  ],
  ["a boolean as text", "true", true, '"parseText: true" reads a number or boolean'],
  [
    "JSON texts in another order of keys",
    '{"b":1,"a":2}',
    '{"a":2,"b":1}',
    'Both texts hold the same JSON: "parseText: true"',
  ],
  ["entries in another order", ["b", "a"], ["a", "b"], "The entries are the same, in another order."],
  [
    "an inner text in another case",
    { city: "paris" },
    { city: "Paris" },
    'At "city": Output and expected output look the same and differ in upper and lower case',
  ],
  [
    "an inner number as text",
    { n: "1" },
    { n: 1 },
    'At "n": The output is a string of 1 characters, expected is a number.',
  ],
  ["a key that is not there", { a: 1 }, { a: 1, b: 2 }, 'The output lacks "b".'],
  ["a key too many", { a: 1, b: 2 }, { a: 1 }, 'Only the output has "b".'],
])("exactMatch says why it is false: %s", async (_case, output, wanted, reason) => {
  const [score] = await judge(exactMatch(), { output: output as JsonValue, expected: wanted as JsonValue });
  expect(score?.value).toBe(false);
  expect(score?.comment).toContain(reason);
});

test("a path leads into the JSON of a text, where it is told to parse", async () => {
  const output = 'Result: {"answer": "Paris", "confidence": 0.9}';
  expect(
    await scoredValue(exactMatch({ path: "answer", parseText: true }), { output, expected: "Paris" }),
  ).toBe(true);
  expect(
    await scoredValue(numericCloseness({ path: "confidence", parseText: true }), { output, expected: 0.9 }),
  ).toBe(1);
  for (const evaluator of [
    exactMatch({ path: "answer" }),
    levenshtein({ path: "answer" }),
    numericCloseness({ path: "answer" }),
  ])
    expect(await scoredValue(evaluator, { output, expected: 1 })).toEqual({ unscored: "output_not_parsed" });
});

describe("validity and schema of a fenced answer", () => {
  const schema = {
    type: "object",
    required: ["city"],
    properties: { city: { type: "string" }, population: { type: "integer" } },
  };

  test("are false, and say what would make them true", async () => {
    for (const evaluator of [jsonValidity(), jsonSchema({ schema })]) {
      const [score] = await judge(evaluator, { output: FENCED });
      expect(score).toMatchObject({ value: false, metadata: { note: "json_among_text" } });
      expect(score?.comment).toContain(
        'It holds JSON in a code fence or among words: "extract: true" takes that.',
      );
    }
  });

  test("are true with extract", async () => {
    for (const evaluator of [jsonValidity({ extract: true }), jsonSchema({ schema, extract: true })])
      expect(await scoredValue(evaluator, { output: FENCED })).toBe(true);
    expect(await scoredValue(jsonSchema({ schema, extract: true }), { output: 'None: {"town": 1}' })).toBe(
      false,
    );
    expect(await scoredValue(jsonValidity({ extract: true }), { output: "no JSON at all" })).toBe(false);
  });

  test("a path selects from the parsed answer", async () => {
    expect(
      await scoredValue(jsonSchema({ schema: { type: "integer" }, path: "population" }), {
        output: REORDERED,
      }),
    ).toBe(true);
    expect(
      await scoredValue(jsonSchema({ schema: { type: "integer" }, path: "city" }), { output: REORDERED }),
    ).toBe(false);
  });
});
