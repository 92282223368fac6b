import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { lastJsonObject } from "../../../src/domain/json/last-json-object.js";
import { parseAnswerJson } from "../../../src/domain/json/parse-answer-json.js";
import { AdaptiveLimit } from "../../../src/models/limits/adaptive-limit.js";
import { redact } from "../../../src/models/redact.js";
import { isStrictSchema } from "../../../src/models/strict-schema.js";

const key = fc.stringMatching(/^[A-Za-z0-9_-]{8,40}$/);

describe("redaction", () => {
  test("leaves no key in whatever a provider says", () => {
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 3 }), fc.array(fc.string()), (keys, pieces) => {
        const words = pieces.join(keys[0]) + keys.join("") + keys.join(" ");
        const said = redact(words, { keys, texts: [] });
        for (const hidden of keys) expect(said).not.toContain(hidden);
      }),
    );
  });

  test("leaves no 16 characters of the request in whatever a provider says", () => {
    const text = fc.string({ minLength: 16, maxLength: 80 });
    fc.assert(
      fc.property(text, fc.string({ maxLength: 20 }), fc.nat(60), (prompt, around, from) => {
        const said = redact(`${around}${prompt.slice(from % (prompt.length - 15))}${around}`, {
          keys: [],
          texts: [prompt],
        });
        for (let start = 0; start + 16 <= prompt.length; start += 1) {
          expect(said).not.toContain(prompt.slice(start, start + 16));
        }
      }),
    );
  });

  test("keeps what a provider says otherwise, and shortens it to 500 characters", () => {
    const secret = { keys: ["x"], texts: ["a whole other text, longer than sixteen"] };
    expect(redact("Invalid value for 'max_tokens'.", secret)).toBe("Invalid value for 'max_tokens'.");
    expect(redact("word ".repeat(1000), secret)).toHaveLength(501);
  });

  test("takes no time over long words about a long text", () => {
    const texts = ["ab".repeat(100_000)];
    expect(redact("ba".repeat(100_000), { keys: [], texts })).toBe("[text of the request]");
  });
});

describe("the last JSON object of a text", () => {
  test("is any object, whatever prose without braces is around it", () => {
    const prose = fc.stringMatching(/^[^{}"[\]]*[^{}"[\]\s\d][^{}"[\]]*$/);
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), prose, prose, (object, before, after) => {
        const expected = parseAnswerJson(JSON.stringify(object));
        expect(lastJsonObject(`${before}. ${JSON.stringify(object)}${after}`)).toEqual(expected);
      }),
    );
  });

  test.each([
    ["", null],
    ["{", null],
    ["no braces", null],
    ['{"a": 1', null],
    ["{a: 1}", null],
    ['```json\n{"score": 4}\n```', { score: 4 }],
    ['{"first": 1} {"second": 2}', { second: 2 }],
    ['{"a": 1} and {"b": {"c": 1}', null],
    ['{not json} {"a": "}"}', { a: "}" }],
    ['{"quote": "\\"}"}', { quote: '"}' }],
  ])("of %j is %j", (text, expected) => {
    expect(lastJsonObject(text)).toEqual(expected);
  });

  test("is given up on in a text of nothing but braces", () => {
    expect(lastJsonObject("{".repeat(300_000))).toBeNull();
  });
});

describe("a strict schema", () => {
  const closed = {
    type: "object",
    properties: { a: { type: "string" } },
    required: ["a"],
    additionalProperties: false,
  };
  test.each([
    ["a closed object with all required", closed, true],
    ["an open object", { ...closed, additionalProperties: true }, false],
    ["an optional property", { ...closed, required: [] }, false],
    ["an open object within", { type: "array", items: { type: "object", properties: {} } }, false],
    ["an enumeration of what looks like an object", { enum: [{ type: "object" }] }, true],
  ])("%s: %j is %s", (_name, schema, expected) => {
    expect(isStrictSchema(schema)).toBe(expected);
  });
});

describe("the adaptive limit", () => {
  test("stays between 1 and the most, whatever happens", () => {
    const outcome = fc.record({
      kind: fc.constantFrom("answer", "limited", "unavailable"),
      took: fc.integer({ min: 0, max: 5000 }),
      inFlight: fc.integer({ min: 1, max: 300 }),
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 60_000 })),
    });
    fc.assert(
      fc.property(
        fc.array(outcome, { maxLength: 200 }),
        fc.integer({ min: 1, max: 200 }),
        (outcomes, most) => {
          const adaptive = new AdaptiveLimit({ most, random: () => 0.5 });
          let nowMs = 0;
          for (const { kind, took, inFlight, retryAfterMs } of outcomes) {
            nowMs += took;
            const times = { startedAtMs: nowMs - took, endedAtMs: nowMs };
            if (kind === "answer") adaptive.onAnswer(times);
            else if (kind === "limited") adaptive.onRateLimited(times, { inFlight, retryAfterMs });
            else adaptive.onUnavailable(times, { retryAfterMs });
            expect(adaptive.limit).toBeGreaterThanOrEqual(1);
            expect(adaptive.limit).toBeLessThanOrEqual(most);
            expect(adaptive.pausedUntilMs).toBeLessThanOrEqual(nowMs + 60_000);
          }
        },
      ),
    );
  });
});
