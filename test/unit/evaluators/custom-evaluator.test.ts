import { describe, expect, test } from "@jest/globals";
import type { EvaluatorArguments } from "../../../src/domain/score/evaluator.js";
import { customEvaluator } from "../../../src/evaluators/custom/custom-evaluator.js";
import { defineEvaluator } from "../../../src/evaluators/custom/define-evaluator.js";
import { context, judge } from "./judge.js";

const unscored = (name: string, unscoredReason: string) => ({
  name,
  value: null,
  unscoredReason,
  comment: null,
  metadata: {},
});

describe("customEvaluator", () => {
  test("is named after its function, waits, and gets the arguments of autoevals", async () => {
    const received: unknown[] = [];
    const evaluator = customEvaluator(function brevity(...all: [EvaluatorArguments]) {
      received.push(...all);
      return 0.5;
    });
    expect(evaluator).toMatchObject({ id: "brevity", mode: "waits", scoreNames: null, timeoutMs: null });
    expect(await judge(evaluator, { input: { q: 1 }, output: "o", expected: "e" })).toEqual([
      { name: "brevity", value: 0.5, unscoredReason: null, comment: null, metadata: {} },
    ]);
    expect(received).toEqual([{ input: { q: 1 }, output: "o", expected: "e", metadata: {} }]);
  });

  test("accepts a scorer with the types and the result of autoevals unchanged", async () => {
    interface Score {
      name: string;
      score: number | null;
      metadata?: Record<string, unknown>;
      error?: unknown;
    }
    const Equality = async (args: { output: string; expected?: string }): Promise<Score> => ({
      name: "Equality",
      score: args.output === args.expected ? 1 : 0,
      metadata: { length: args.output.length },
    });
    expect(await judge(customEvaluator(Equality), { output: "ab", expected: "ab" })).toEqual([
      { name: "Equality", value: 1, unscoredReason: null, comment: null, metadata: { length: 2 } },
    ]);
  });

  test("refuses a function without a name", () => {
    const message =
      'Evaluator "customEvaluator": option "name" is "an anonymous function\'s"; allowed: a name: ' +
      'declare the function with one, or use customEvaluator(fn, { name: "…" }).';
    expect(() => customEvaluator(() => 1)).toThrow(message);
    expect(customEvaluator(() => 1, { name: "constant" }).id).toBe("constant");
  });

  test("refuses what is no function", () => {
    expect(() => customEvaluator("exact_match" as never, { name: "x" })).toThrow(
      'Evaluator "x": option "evaluate" is "exact_match"; allowed: a function of ({ input, output, expected, metadata }).',
    );
    expect(() => customEvaluator(undefined as never)).toThrow(
      'Evaluator "customEvaluator": option "evaluate" is undefined; allowed: a function of ({ input, output, expected, metadata }).',
    );
  });

  test("has another fingerprint for another function of the same name", () => {
    const one = customEvaluator(() => 1, { name: "x" });
    expect(customEvaluator(() => 1, { name: "x" }).fingerprint).toBe(one.fingerprint);
    expect(customEvaluator(() => 2, { name: "x" }).fingerprint).not.toBe(one.fingerprint);
    expect(defineEvaluator({ name: "x", evaluate: () => 1 }).fingerprint).toBe(one.fingerprint);
  });

  test("lets an error through", async () => {
    const evaluator = customEvaluator(async function broken(): Promise<number> {
      throw new RangeError("no service");
    });
    await expect(judge(evaluator, { output: "o" })).rejects.toThrow(new RangeError("no service"));
  });
});

describe("defineEvaluator", () => {
  test("gives the context as second argument", async () => {
    let received: unknown = null;
    const evaluator = defineEvaluator({
      name: "traced",
      timeoutMs: 5_000,
      evaluate: (_judged, given) => {
        received = given;
        return true;
      },
    });
    await judge(evaluator, { output: "o" });
    expect(received).toBe(context);
    expect(evaluator.timeoutMs).toBe(5_000);
  });

  test("answers at once in mode computes", () => {
    const evaluator = defineEvaluator({ name: "instant", mode: "computes", evaluate: () => "short" });
    const judged = { input: null, output: "o", expected: undefined, metadata: {} };
    expect(evaluator.evaluate(judged, context)).toEqual([
      { name: "instant", value: "short", unscoredReason: null, comment: null, metadata: {} },
    ]);
  });

  test("refuses a promise in mode computes, also one that is rejected", async () => {
    const evaluator = defineEvaluator({
      name: "late",
      mode: "computes",
      evaluate: async () => {
        throw new Error("nobody hears this");
      },
    });
    await expect(judge(evaluator, { output: "o" })).rejects.toMatchObject({
      code: "EvaluatorResultInvalidError",
      permanent: true,
      message: expect.stringContaining('Evaluator "late" returned a promise although its mode is "computes"'),
    });
  });

  test("ends a computation that does not end, and goes on", async () => {
    const evaluator = defineEvaluator({
      name: "endless",
      mode: "computes",
      timeoutMs: 50,
      evaluate: ({ output }) => {
        while (output === "loop");
        return 1;
      },
    });
    await expect(judge(evaluator, { output: "loop" })).rejects.toMatchObject({
      code: "ComputationTimedOutError",
      message: 'Evaluator "endless" was ended: it computed for more than 50 ms without giving a result.',
    });
    expect((await judge(evaluator, { output: "stop" }))[0]?.value).toBe(1);
  });

  test("holds the evaluator to its declared names", async () => {
    const declare = (result: unknown) =>
      defineEvaluator({ name: "pair", scoreNames: ["a", "b"], evaluate: () => result as number });
    expect(await judge(declare([{ name: "b", score: 1 }]), { output: "o" })).toEqual([
      unscored("a", "returned_nothing"),
      { name: "b", value: 1, unscoredReason: null, comment: null, metadata: {} },
    ]);
    expect(await judge(declare(null), { output: "o" })).toEqual([
      unscored("a", "returned_nothing"),
      unscored("b", "returned_nothing"),
    ]);
    await expect(judge(declare({ name: "c", score: 1 }), { output: "o" })).rejects.toThrow(
      'Evaluator "pair" returned a score named "c", declared are a, b;',
    );
  });

  test("has a fingerprint of name, version and source", () => {
    const define = (name: string, version?: string) =>
      defineEvaluator({ name, version, evaluate: () => 1 }).fingerprint;
    expect(define("a")).toBe(define("a"));
    expect(new Set([define("a"), define("b"), define("a", "2")]).size).toBe(3);
    expect(defineEvaluator({ name: "a", evaluate: () => 2 }).fingerprint).not.toBe(define("a"));
  });

  test.each([
    [
      { name: "x", mode: "async" },
      'Evaluator "x": option "mode" is "async"; allowed: "computes" or "waits".',
    ],
    [
      { name: "x", timeoutMs: 0 },
      'Evaluator "x": option "timeoutMs" is 0; allowed: milliseconds above 0 and below 2^31.',
    ],
    [
      { name: 3 },
      'Evaluator "defineEvaluator": option "name" is 3; allowed: a string of 1 to 200 characters.',
    ],
    [
      { name: "x", scoreNames: ["a", "a"] },
      'option "scoreNames" is an array of 2; allowed: an array of different strings',
    ],
    [
      { name: "x", timeout: 5 },
      'Evaluator "x": option "timeout" is 5; allowed: an object with only the options name, mode,',
    ],
  ])("refuses %j", (options, message) => {
    expect(() => defineEvaluator({ evaluate: () => 1, ...options } as never)).toThrow(message);
  });
});
