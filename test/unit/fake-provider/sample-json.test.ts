import { describe, expect, test } from "@jest/globals";
import { sampleJson } from "../../support/fake-provider/sample-json.js";
import { splitIntoTokens } from "../../support/fake-provider/split-into-tokens.js";

describe("sample JSON", () => {
  test.each([
    [{ type: "string" }, "sample"],
    [{ type: "integer", minimum: 3 }, 3],
    [{ type: ["number", "null"] }, 1],
    [{ const: "a" }, "a"],
    [{ enum: [2, 1] }, 2],
    [{ anyOf: [{ type: "boolean" }, { type: "null" }] }, true],
    [{ type: "array", items: { type: "null" }, minItems: 2 }, [null, null]],
    [
      { $defs: { label: { enum: ["spam"] } }, properties: { label: { $ref: "#/$defs/label" } } },
      { label: "spam" },
    ],
  ])("fits %j", (schema, value) => {
    expect(sampleJson(schema)).toEqual(value);
  });

  test("takes the values of properties that it is given", () => {
    const schema = { properties: { a: { type: "string" }, b: { type: "string" } } };
    expect(sampleJson(schema, (name) => (name === "b" ? 7 : undefined))).toEqual({ a: "sample", b: 7 });
  });
});

describe("tokens", () => {
  test("keep numbers apart and join to the text", () => {
    expect(splitIntoTokens('{"score": 4}')).toEqual(['{"', "score", '":', " ", "4", "}"]);
    const text = "Größe: 10 %\n\n  日本 – ok 👍";
    expect(splitIntoTokens(text).join("")).toBe(text);
    expect(splitIntoTokens("")).toEqual([]);
  });
});
