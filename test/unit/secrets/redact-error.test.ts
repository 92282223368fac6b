import { expect, test } from "@jest/globals";
import { ApplicationFailure } from "@temporalio/common";
import { redactError } from "../../../src/secrets/redact-error.js";
import { createRedactor } from "../../../src/secrets/redactor.js";

const KEY = "sk-proj-0123456789";
const redactor = createRedactor([KEY]);

test("an error keeps its class, and loses the secret in message, stack and causes", () => {
  const error = new TypeError(`no access with ${KEY}`, {
    cause: new Error(`Bearer ${KEY}`, { cause: `key=${KEY}` }),
  });
  const shown = redactError(error, redactor) as Error;
  expect(shown).toBe(error);
  expect(shown).toBeInstanceOf(TypeError);
  expect(shown.message).toBe("no access with [hidden]");
  expect(shown.stack).toMatch(/^TypeError: no access with \[hidden\]\n {4}at /);
  expect((shown.cause as Error).message).toBe("Bearer [hidden]");
  expect((shown.cause as Error).cause).toBe("key=[hidden]");
});

test("Temporal's own failure keeps what steers it, and loses the secret in type and details", () => {
  const failure = ApplicationFailure.create({
    message: `used ${KEY}`,
    type: `Bad ${KEY}`,
    nonRetryable: true,
    details: [{ [KEY]: [KEY] }],
  });
  expect(redactError(failure, redactor)).toBe(failure);
  expect(failure).toMatchObject({
    message: "used [hidden]",
    type: "Bad [hidden]",
    nonRetryable: true,
    details: [{ "[hidden]": ["[hidden]"] }],
  });
});

test("errors that were gathered, that are frozen, that refer to themselves, and what is no error", () => {
  const gathered = new AggregateError([new Error(KEY), KEY], KEY);
  redactError(gathered, redactor);
  expect(gathered.errors[0].message).toBe("[hidden]");
  expect(gathered.errors[1]).toBe("[hidden]");
  const frozen = redactError(Object.freeze(new RangeError(KEY)), redactor);
  expect(frozen).toMatchObject({ name: "RangeError", message: "[hidden]" });
  const circular = new Error(KEY);
  circular.cause = circular;
  expect((redactError(circular, redactor) as Error).message).toBe("[hidden]");
  const data: { self?: unknown; key: string } = { key: KEY };
  data.self = data;
  expect(redactError(data, redactor)).toBe("[hidden]");
  expect(redactError({ key: KEY }, redactor)).toEqual({ key: "[hidden]" });
  expect(redactError(undefined, redactor)).toBeUndefined();
});
