import { describe, expect, test } from "@jest/globals";
import { jsonSchema } from "../../../src/evaluators/json/json-schema.js";
import { jsonValidity } from "../../../src/evaluators/json/json-validity.js";
import { judge, scoredValue } from "./judge.js";

describe("jsonValidity", () => {
  test.each([
    ['{"a": 1}', true],
    ["42", true],
    ["hello", false],
    ['{"a": 1', false],
    ["```json\n{}\n```", false],
    ["", false],
    [{ a: 1 }, true],
    [null, true],
  ])("of %j is %s", async (output, value) => {
    expect(await scoredValue(jsonValidity(), { output })).toBe(value);
  });
});

describe("jsonSchema", () => {
  const schema = {
    type: "object",
    properties: { email: { type: "string", format: "email" }, age: { type: "integer", minimum: 0 } },
    required: ["email"],
    additionalProperties: false,
  };

  test.each([
    [{ email: "a@example.org", age: 3 }, true, null],
    ['{"email": "a@example.org"}', true, null],
    [{ age: 3 }, false, "The output must have required property 'email'"],
    [{ email: "nobody" }, false, '/email must match format "email"'],
    [{ email: "a@example.org", agee: 3 }, false, "The output must NOT have additional properties: agee"],
  ])("validates %j", async (output, value, comment) => {
    const [score] = await judge(jsonSchema({ schema }), { output });
    expect(score).toMatchObject({ value, comment });
  });

  test("finds a text that is no JSON invalid, unless the string itself is to be validated", async () => {
    expect(await scoredValue(jsonSchema({ schema }), { output: "sorry" })).toBe(false);
    expect(
      await scoredValue(jsonSchema({ schema: { type: "string" }, parseText: false }), { output: "sorry" }),
    ).toBe(true);
  });

  test("knows the drafts by $schema", async () => {
    const draft7 = { $schema: "http://json-schema.org/draft-07/schema#", items: [{ type: "string" }] };
    const draft2020 = {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      prefixItems: [{ type: "string" }],
    };
    for (const tuple of [draft7, draft2020]) {
      expect(await scoredValue(jsonSchema({ schema: tuple }), { output: ["a", 1] })).toBe(true);
      expect(await scoredValue(jsonSchema({ schema: tuple }), { output: [1] })).toBe(false);
    }
  });

  test.each([
    [{ type: "text" }, "schema is invalid"],
    [{ propertees: {} }, 'unknown keyword: "propertees"'],
    [{ $ref: "https://example.org/other.json" }, "can't resolve reference"],
    [{ $schema: "http://json-schema.org/draft-04/schema#" }, "no schema with key or ref"],
    [{ $async: true }, "asynchronous schemas"],
    [{ format: "colour" }, 'unknown format "colour"'],
  ])("refuses the schema %j when it is defined", (invalid, problem) => {
    expect(() => jsonSchema({ schema: invalid })).toThrow(
      expect.objectContaining({
        code: "EvaluatorOptionsInvalidError",
        message: expect.stringContaining(problem),
      }),
    );
  });

  test("ends a pattern that backtracks without end", async () => {
    const evaluator = jsonSchema({ schema: { pattern: "^(a+)+$" }, parseText: false });
    expect(await scoredValue(evaluator, { output: `${"a".repeat(60)}!` })).toEqual({
      unscored: "json_schema_timed_out",
    });
  });
});
