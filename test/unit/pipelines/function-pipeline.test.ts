import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import type { JsonObject, JsonValue } from "../../../src/domain/json/json.js";
import { pipeline } from "../../../src/pipelines/function-pipeline.js";

/** True only for the same type on both sides; checked by the compiler, not when the test runs. */
type Same<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
const proves = <Claim extends true>(claim: Claim): Claim => claim;

const call = {
  input: { url: "u" },
  config: { model: "m" },
  item: { id: "item-1", metadata: {} },
  repetition: 0,
  trace: { traceId: "0".repeat(32), observe: async () => undefined },
  signal: new AbortController().signal,
} as never;

describe("pipeline", () => {
  test("infers input and config from the schemas and calls the function with them", async () => {
    const analyze = pipeline({
      input: z.object({ url: z.string() }),
      config: z.object({ model: z.string(), temperature: z.number().default(0) }),
      timeoutMs: 1_000,
      run: async ({ input, config }) => {
        proves<Same<typeof input, { url: string }>>(true);
        proves<Same<typeof config, { model: string; temperature: number }>>(true);
        return `${input.url} ${config.model}`;
      },
    });
    expect(analyze).toMatchObject({ kind: "function", timeoutMs: 1_000 });
    expect(analyze.inputSchema?.safeParse({ url: 3 }).success).toBe(false);
    expect(await analyze.run(call)).toBe("u m");
  });

  test("hands the config, as the schema types it, to what makes it ready", async () => {
    const trained: string[] = [];
    const analyze = pipeline({
      config: z.object({ model: z.string() }),
      prepare: ({ config }) => {
        proves<Same<typeof config, { model: string }>>(true);
        trained.push(config.model);
      },
      run: () => trained.length,
    });
    await analyze.prepare?.(call);
    expect(trained).toEqual(["m"]);
  });

  test("gives plain JSON without schemas", async () => {
    const echo = pipeline({
      run: ({ input, config }) => {
        proves<Same<typeof input, JsonValue>>(true);
        proves<Same<typeof config, JsonObject>>(true);
        return input;
      },
    });
    expect(echo).toMatchObject({ inputSchema: null, configSchema: null, timeoutMs: null });
    expect(await echo.run(call)).toEqual({ url: "u" });
  });

  test.each([
    [
      { run: "analyze" },
      'option "run" is a string of 7 characters; allowed: a function of ({ input, config, … }).',
    ],
    [
      { run: () => 1, input: { url: "string" } },
      'option "input" is an object with keys url; allowed: a zod 4 schema.',
    ],
    [
      { run: () => 1, prepare: "model.bin" },
      'option "prepare" is a string of 9 characters; allowed: a function of ({ config, signal }).',
    ],
    [
      { run: () => 1, timeoutMs: 0 },
      'option "timeoutMs" is a number; allowed: milliseconds above 0 and below 2^31.',
    ],
    [
      { run: () => 1, timeout: 5 },
      'option "timeout" is a number; allowed: only the options input, config, timeoutMs, prepare, run.',
    ],
    [
      null,
      'option "definition" is null; allowed: an object with run and optionally input, config, timeoutMs, prepare.',
    ],
  ])("refuses the definition %#", (definition, message) => {
    expect(() => pipeline(definition as never)).toThrow(`Pipeline definition: ${message}`);
  });
});
