import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { findInexactNumber, parseExactJson } from "../../../src/domain/json/parse-exact-json.js";

const refusal = (number: string, path: string) =>
  `the number ${number} at ${path} is too large to be kept exactly (beyond 2^53 − 1, two ids would become one); write it as text, in quotes`;

describe("a number that JavaScript would make another of is refused with its path", () => {
  test.each([
    ['{"order_id":1610521604143693812}', refusal("1610521604143693812", "order_id")],
    ['[1,{"a":[0,-9007199254740992]}]', refusal("-9007199254740992", "[1].a[1]")],
    ['{"a":{"b":1610521604143693812.0}}', refusal("1610521604143693812.0", "a.b")],
    ['{"a":1.610521604143693812e18}', refusal("1.610521604143693812e18", "a")],
    ['{"a":10000000000000000}', refusal("10000000000000000", "a")],
    ['{"a":1e400}', refusal("1e400", "a")],
    [
      "12345678901234567890",
      "the number 12345678901234567890 is too large to be kept exactly (beyond 2^53 − 1, two ids would become one); write it as text, in quotes",
    ],
  ])("%s", (text, message) => {
    expect(() => parseExactJson(text)).toThrow(message);
  });
});

test.each([
  ['{"a":9007199254740991,"b":-9007199254740991}', { a: 9007199254740991, b: -9007199254740991 }],
  [
    '{"a":"1610521604143693812","1610521604143693812":1}',
    { a: "1610521604143693812", "1610521604143693812": 1 },
  ],
  [
    "[6.02214076e23,1e20,1.2345678901234567e+21,0.12345678901234567890]",
    [6.02214076e23, 1e20, Number("1.2345678901234567e21"), 0.12345678901234568],
  ],
  ['{"a":"\\"1610521604143693812"}', { a: '"1610521604143693812' }],
])("what is exact, or no name of anything, is taken: %s", (text, value) => {
  expect(parseExactJson(text)).toEqual(value);
});

test("where it is asked for, such a number becomes the text that was written", () => {
  const text = '{"id":1610521604143693812,"n":[1,1610521604143693813]}';
  expect(parseExactJson(text, () => "text")).toEqual({
    id: "1610521604143693812",
    n: [1, "1610521604143693813"],
  });
  expect(() => parseExactJson(text, (path) => (path.length === 1 ? "text" : "refuse"))).toThrow("at n[1]");
});

test("other JSON is what JSON.parse makes of it", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      let parsed: unknown;
      try {
        parsed = parseExactJson(text);
      } catch {
        return;
      }
      expect(parsed).toEqual(JSON.parse(text));
    }),
  );
});

describe("a value of code", () => {
  test.each([
    [
      [{ id: "a", expectedOutput: { order_id: Number("1610521604143693812") } }],
      { path: "[0].expectedOutput.order_id", literal: "1610521604143693800" },
    ],
    [{ a: 1n }, { path: "a", literal: "1n" }],
  ])("has a number that was rounded: %#", (value, found) => {
    expect(findInexactNumber(value)).toEqual(found);
  });

  test.each([[Number.MAX_SAFE_INTEGER], [6.02e23], [0.1], ["1610521604143693812"], [{ a: [null, true] }]])(
    "has none: %j",
    (value) => {
      expect(findInexactNumber(value)).toBeNull();
    },
  );
});
