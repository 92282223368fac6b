import { describe, expect, test } from "@jest/globals";
import type { Evaluator } from "../../../src/domain/score/evaluator.js";
import { openedObservation } from "../../../src/domain/trace/opened-observation.js";
import type { Observation } from "../../../src/domain/trace/trace.js";
import { callOrder } from "../../../src/evaluators/trace-checks/call-order.js";
import { costBelow } from "../../../src/evaluators/trace-checks/cost-below.js";
import { latencyBelow } from "../../../src/evaluators/trace-checks/latency-below.js";
import { stepCount } from "../../../src/evaluators/trace-checks/step-count.js";
import { toolCalled } from "../../../src/evaluators/trace-checks/tool-called.js";
import { context } from "./judge.js";

let next = 0;
const observation = (
  type: Observation["type"],
  name: string,
  rest: Partial<Observation> = {},
): Observation => ({
  ...openedObservation({
    id: (next++).toString(16).padStart(16, "0"),
    traceId: "0".repeat(32),
    parentObservationId: null,
    type,
    name,
    startedAt: "2026-01-01T00:00:00.000Z",
  }),
  endedAt: "2026-01-01T00:00:01.000Z",
  latencyMs: 1000,
  ...rest,
});

const trace = [
  observation("SPAN", "answer"),
  observation("GENERATION", "openai:gpt-4o", { metadata: { step: "pipeline" } }),
  observation("TOOL", "search"),
  observation("TOOL", "search", { level: "ERROR" }),
  observation("GENERATION", "openai:gpt-4o", { level: "ERROR" }),
  observation("TOOL", "read"),
  observation("GENERATION", "openai:gpt-4o"),
  observation("GENERATION", "g_eval/depth", { metadata: { step: "evaluate/g_eval" } }),
  observation("EVALUATOR", "own", { id: "e".repeat(16) }),
  observation("TOOL", "read", { parentObservationId: "e".repeat(16) }),
];

const check = async (
  evaluator: Evaluator,
  run: { readonly latencyMs: number | null; readonly costUsd: number | null } = {
    latencyMs: null,
    costUsd: null,
  },
) => {
  const judged = { input: null, output: null, expected: undefined, metadata: {} };
  const [score] = await evaluator.evaluate(judged, { ...context, run, listObservations: async () => trace });
  return score;
};

describe("checks on traces", () => {
  test("compute, and write one score named as themselves", () => {
    expect(toolCalled({ tool: "search" })).toMatchObject({
      id: "tool_called",
      mode: "computes",
      scoreNames: ["tool_called"],
    });
    expect(stepCount({ max: 1, name: "short" })).toMatchObject({ id: "short", scoreNames: ["short"] });
    const fingerprints = [
      toolCalled({ tool: "a" }),
      toolCalled({ tool: "b" }),
      toolCalled({ tool: "a", times: 2 }),
    ];
    expect(new Set(fingerprints.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });

  test.each([
    [{ tool: "search" }, true],
    [{ tool: "search", times: 2 }, true],
    [{ tool: "search", times: 1 }, false],
    [{ tool: "search", times: { maximum: 1 } }, false],
    [{ tool: "search", times: { minimum: 2, maximum: 3 } }, true],
    [{ tool: "write" }, false],
    [{ tool: "write", times: 0 }, true],
    // An evaluator's own call of a tool is none of the pipeline's.
    [{ tool: "read", times: 1 }, true],
  ])("toolCalled(%j) is %j", async (options, value) => {
    expect(await check(toolCalled(options))).toMatchObject({ value, unscoredReason: null });
  });

  test("toolCalled says how often it saw the tool", async () => {
    expect(await check(toolCalled({ tool: "read" }))).toMatchObject({
      comment: "read was called 1 time.",
      metadata: { calls: 1 },
    });
  });

  test.each<[readonly string[], "in_order" | "exact", boolean]>([
    [["search", "read"], "in_order", true],
    [["search", "search", "read"], "in_order", true],
    [["read", "search"], "in_order", false],
    [["search", "write"], "in_order", false],
    [["answer", "search", "openai:gpt-4o"], "in_order", true],
    [["search", "read"], "exact", false],
    [["search", "search", "read"], "exact", true],
  ])("callOrder(%j) %s is %j", async (order, match, value) => {
    expect(await check(callOrder(order, { match }))).toMatchObject({ value });
  });

  test.each([
    [{ max: 5 }, true],
    [{ max: 4 }, false],
    [{ max: 1, types: ["SPAN" as const] }, true],
  ])("stepCount(%j) is %j", async (options, value) => {
    expect(await check(stepCount(options))).toMatchObject({ value });
  });

  test("stepCount leaves out evaluators' calls and calls that failed", async () => {
    expect(await check(stepCount({ max: 10 }))).toMatchObject({
      comment: "5 steps; at most 10.",
      metadata: { steps: 5 },
    });
  });

  test("latencyBelow and costBelow compare strictly", async () => {
    expect(await check(latencyBelow(500), { latencyMs: 499.6, costUsd: null })).toMatchObject({
      value: true,
    });
    expect(await check(latencyBelow(500), { latencyMs: 500, costUsd: null })).toMatchObject({ value: false });
    expect(await check(costBelow(0.01), { latencyMs: null, costUsd: 0 })).toMatchObject({ value: true });
    expect(await check(costBelow(0.01), { latencyMs: null, costUsd: 0.01 })).toMatchObject({
      value: false,
      comment: "0.0100 USD; less than 0.01 USD allowed.",
    });
  });

  test("what is not known is unscored", async () => {
    expect(await check(costBelow(1))).toMatchObject({ value: null, unscoredReason: "cost_unknown" });
    expect(await check(latencyBelow(1))).toMatchObject({ value: null, unscoredReason: "latency_unknown" });
  });

  test.each<[() => unknown, string]>([
    [
      () => toolCalled({ tool: "" }),
      'Evaluator "tool_called": option "tool" is an empty string; allowed: the name of a tool, as its observations are named.',
    ],
    [
      () => toolCalled({ tool: "a", times: -1 }),
      'Evaluator "tool_called": option "times" is -1; allowed: a whole number of 0 or more, or an object { minimum?, maximum? } of these.',
    ],
    [
      () => toolCalled({ tool: "a", times: { minimum: 2, maximum: 1 } }),
      'Evaluator "tool_called": option "times.maximum" is 1; allowed: a maximum that is not below the minimum.',
    ],
    [
      () => callOrder([]),
      'Evaluator "call_order": option "order" is an empty array; allowed: an array of names of calls, at least one.',
    ],
    [
      () => stepCount({ max: 1.5 }),
      'Evaluator "step_count": option "max" is 1.5; allowed: a whole number of 0 or more.',
    ],
    [
      () => latencyBelow(0),
      'Evaluator "latency_below": option "limitMs" is 0; allowed: milliseconds above 0.',
    ],
    [
      () => costBelow("1" as never),
      'Evaluator "cost_below": option "limitUsd" is "1"; allowed: US dollars above 0.',
    ],
  ])("refuse bad options: %#", (define, message) => {
    expect(define).toThrow(message);
  });
});
