import { afterEach, describe, expect, test } from "@jest/globals";
import proto from "@temporalio/proto";
import type { Configuration, ExperimentDefinition } from "../../src/config.js";
import type { Run } from "../../src/domain/experiment/run.js";
import { defineEvaluator } from "../../src/evaluators/custom/define-evaluator.js";
import { exactMatch } from "../../src/evaluators/text/exact-match.js";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import { openTestProject, type TestProject } from "../support/test-project.js";

const MARKER = "MARKER-7f3a-must-not-enter-history";

let project: TestProject | null = null;
afterEach(async () => {
  await project?.close();
  project = null;
});

/** Items `i0`…; the input carries its number and a marker that must never reach Temporal. */
function configuration(options: {
  readonly items: number;
  readonly run: (n: number, call: { readonly variant: string; readonly signal: AbortSignal }) => unknown;
  readonly evaluators?: ExperimentDefinition["evaluators"];
  readonly limits?: Record<string, number>;
  readonly repetitions?: number;
  readonly variants?: Record<string, { readonly variant: string }>;
}): Configuration {
  return {
    datasets: {
      numbers: {
        items: () =>
          Array.from({ length: options.items }, (_, n) => ({
            id: `i${n}`,
            input: { n, marker: MARKER },
            expectedOutput: { n, marker: MARKER },
          })),
      },
    },
    pipelines: {
      count: pipeline({
        run: ({ input, config, signal }) =>
          options.run((input as { n: number }).n, {
            variant: String((config as { variant?: string }).variant),
            signal,
          }),
      }),
    },
    experiments: [
      {
        name: "numbers",
        dataset: "numbers",
        pipeline: "count",
        variants: options.variants ?? { only: { variant: "only" } },
        evaluators: options.evaluators ?? [exactMatch({ path: "n" })],
        limits: { concurrency: 10, maxAttempts: 1, ...options.limits },
        ...(options.repetitions === undefined ? {} : { repetitions: options.repetitions }),
      },
    ],
  };
}

async function runsOf(experimentId: string): Promise<readonly Run[]> {
  return (await project?.store.listRuns({ experimentId, fromOrdinal: 0, limit: 10_000 })) ?? [];
}

/** Looks at every byte of every payload, decoded. */
function expectNoContent(history: proto.temporal.api.history.v1.IHistory): void {
  const bytes = proto.temporal.api.history.v1.History.encode(history).finish();
  expect(bytes.length).toBeGreaterThan(1_000);
  expect(Buffer.from(bytes).includes("numbers-only-")).toBe(true);
  expect(Buffer.from(bytes).includes(MARKER)).toBe(false);
}

describe("an experiment", () => {
  test("runs every item once, scores it, and keeps content out of the history", async () => {
    const calls: number[] = [];
    const waiting = defineEvaluator({ name: "asked", evaluate: async () => 0.5 });
    project = await openTestProject(
      configuration({
        items: 60,
        run: (n) => {
          calls.push(n);
          return { n, marker: MARKER };
        },
        evaluators: [exactMatch({ path: "n" }), waiting],
      }),
    );
    await project.startWorker();
    const handle = await project.start({ definition: "numbers" });
    const { experiments } = await handle.result();
    expect(experiments[0]?.status).toBe("completed");
    expect(calls).toHaveLength(60);
    expect(experiments[0]?.summary?.runs).toMatchObject({ planned: 60, completed: 60, failed: 0 });
    expect(experiments[0]?.summary?.metrics.map(({ name, n, mean }) => [name, n, mean]).slice(0, 2)).toEqual([
      ["asked", 60, 0.5],
      ["exact_match", 60, 1],
    ]);
    const history = await project.client.workflow.getHandle(handle.workflowId).fetchHistory();
    // From one to twenty events a run.
    expect(history.events?.length).toBeGreaterThan(60);
    expect(history.events?.length).toBeLessThan(1_200);
    expectNoContent(history);
  });

  test("keeps failed runs as data, with class and message, and out of the means", async () => {
    project = await openTestProject(
      configuration({
        items: 20,
        run: (n) => {
          if (n < 5) throw new RangeError(`no ${n} for ${MARKER}`);
          return { n };
        },
      }),
    );
    await project.startWorker();
    const handle = await project.start({ definition: "numbers" });
    const { experiments } = await handle.result();
    expect(experiments[0]?.status).toBe("completed");
    expect(experiments[0]?.summary?.failures).toEqual({ RangeError: 5 });
    expect(experiments[0]?.summary?.metrics[0]).toMatchObject({
      name: "exact_match",
      n: 15,
      mean: 1,
      failedRuns: 5,
    });
    const [first] = await runsOf(handle.experimentIds[0] as string);
    expect(first).toMatchObject({
      status: "failed",
      error: { type: "RangeError", message: `no 0 for ${MARKER}` },
    });
    const history = await project.client.workflow.getHandle(handle.workflowId).fetchHistory();
    expectNoContent(history);
  });

  test("retries a call that throws, as often as maxAttempts says", async () => {
    const tries = new Map<number, number>();
    project = await openTestProject(
      configuration({
        items: 2,
        limits: { maxAttempts: 2 },
        run: (n) => {
          const count = (tries.get(n) ?? 0) + 1;
          tries.set(n, count);
          if (n === 0 || count === 1) throw new Error("not now");
          return { n };
        },
      }),
    );
    await project.startWorker();
    const handle = await project.start({ definition: "numbers" });
    await handle.result();
    expect(Object.fromEntries(tries)).toEqual({ 0: 2, 1: 2 });
    expect(
      (await runsOf(handle.experimentIds[0] as string)).map(({ status, attempts }) => [status, attempts]),
    ).toEqual([
      ["failed", 2],
      ["completed", 2],
    ]);
  });

  test("divides many runs into ranges, averages repetitions by item, and loses none", async () => {
    // A range has 250 runs.
    project = await openTestProject(
      configuration({ items: 66, repetitions: 4, limits: { concurrency: 100 }, run: (n) => ({ n }) }),
    );
    await project.startWorker();
    const handle = await project.start({ definition: "numbers" });
    const { experiments } = await handle.result();
    expect(experiments[0]?.summary?.runs).toMatchObject({ planned: 264, completed: 264 });
    expect(experiments[0]?.summary?.metrics[0]).toMatchObject({ n: 66, scoredRuns: 264 });
  });

  test.each([
    ["returns undefined", undefined, /undefined at \$/],
    ["returns a function", () => 1, /a function at \$/],
    ["returns NaN", { n: Number.NaN }, /NaN at \$\.n/],
    [
      "returns a cycle",
      (() => {
        const cycle: Record<string, unknown> = {};
        cycle.self = cycle;
        return cycle;
      })(),
      /a cycle at \$\.self/,
    ],
  ])("fails a run whose pipeline %s, without another try", async (_name, output, message) => {
    project = await openTestProject(
      configuration({ items: 1, limits: { maxAttempts: 3 }, run: () => output }),
    );
    await project.startWorker();
    const handle = await project.start({ definition: "numbers" });
    await handle.result();
    const [run] = await runsOf(handle.experimentIds[0] as string);
    expect(run).toMatchObject({ status: "failed", attempts: 1, error: { type: "JsonValueInvalidError" } });
    expect(run?.error?.message).toMatch(message);
  });

  test("stores an output of 10 MB and refuses one above maxOutputBytes", async () => {
    const big = "x".repeat(10 * 1024 * 1024);
    project = await openTestProject(
      configuration({
        items: 2,
        limits: { maxOutputBytes: 10 * 1024 * 1024 + 100 },
        run: (n) => (n === 0 ? big : `${big}${big}`),
      }),
    );
    await project.startWorker();
    const handle = await project.start({ definition: "numbers" });
    await handle.result();
    const [stored, refused] = await runsOf(handle.experimentIds[0] as string);
    expect(stored).toMatchObject({ status: "completed" });
    expect(String(stored?.output).length).toBe(big.length);
    expect(refused?.error?.message).toBe(
      'The output of pipeline "count" has 20971522 bytes as JSON; limits.maxOutputBytes allows 10485860.',
    );
  });

  test("fails a run whose pipeline hangs past its time-out", async () => {
    project = await openTestProject(
      configuration({
        items: 1,
        limits: { pipelineTimeoutMs: 100 },
        run: () => new Promise(() => undefined),
      }),
    );
    await project.startWorker();
    const handle = await project.start({ definition: "numbers" });
    await handle.result();
    const [run] = await runsOf(handle.experimentIds[0] as string);
    expect(run?.error).toEqual({
      type: "CallTimeoutError",
      message: 'Pipeline "count" did not finish within 100 ms. Raise its time-out, or see why it hangs.',
      isPassing: true,
    });
  });

  test("leaves the scores of an evaluator that throws or returns NaN unscored, never 0", async () => {
    const half = defineEvaluator({
      name: "half",
      mode: "computes",
      scoreNames: ["half"],
      evaluate: ({ output }) => {
        const { n } = output as { n: number };
        if (n % 4 === 0) throw new TypeError("broken judge");
        return n % 4 === 1 ? Number.NaN : 1;
      },
    });
    project = await openTestProject(configuration({ items: 20, run: (n) => ({ n }), evaluators: [half] }));
    await project.startWorker();
    const handle = await project.start({ definition: "numbers" });
    const { experiments } = await handle.result();
    expect(experiments[0]?.summary?.metrics[0]).toMatchObject({
      name: "half",
      n: 10,
      mean: 1,
      unscoredRuns: 10,
      unscoredReasons: { TypeError: 5, EvaluatorResultInvalidError: 5 },
    });
  });

  test("stops as aborted above maxFailureRate and keeps what is done", async () => {
    project = await openTestProject(
      configuration({
        items: 100,
        limits: { maxFailureRate: 0.05, concurrency: 2 },
        run: () => {
          throw new Error("always");
        },
      }),
    );
    await project.startWorker();
    const { experiments } = await (await project.start({ definition: "numbers" })).result();
    expect(experiments[0]?.status).toBe("aborted");
    const runs = experiments[0]?.summary?.runs;
    expect(runs?.failed).toBeGreaterThan(5);
    expect((runs?.failed ?? 0) + (runs?.cancelled ?? 0)).toBe(100);
  });

  test("pauses, resumes and changes concurrency; cancelling keeps and summarizes what is done", async () => {
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let started = 0;
    let announce: () => void = () => undefined;
    const announced = new Promise<void>((resolve) => {
      announce = resolve;
    });
    project = await openTestProject(
      configuration({
        items: 60,
        limits: { concurrency: 5 },
        run: async (n, { signal }) => {
          started += 1;
          if (started === 5) announce();
          // The first twenty that are called, whichever they are: the server may hand out one item before another.
          if (started <= 20) await gate;
          else
            await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
          return { n };
        },
      }),
    );
    await project.startWorker();
    const handle = await project.start({ definition: "numbers" });
    await announced;
    await handle.pause();
    expect((await handle.progress())[0]).toMatchObject({ paused: true });
    expect(started).toBe(5);
    await handle.setConcurrency(8);
    await handle.resume();
    release();
    while ((await project.store.countRuns(handle.experimentIds[0] as string)).completed < 20)
      await handle.progress();
    await handle.cancel();
    const { experiments } = await handle.result();
    expect(experiments[0]?.status).toBe("cancelled");
    expect(experiments[0]?.summary?.runs).toMatchObject({ planned: 60, completed: 20, cancelled: 40 });
    expect(experiments[0]?.summary?.metrics[0]).toMatchObject({ name: "exact_match", n: 20 });
  });
});

describe("a comparison", () => {
  test("runs a variant each over the same items and names a winner only when the interval excludes zero", async () => {
    project = await openTestProject(
      configuration({
        items: 60,
        variants: { base: { variant: "base" }, better: { variant: "better" } },
        run: (n, { variant }) => ({ n: variant === "base" && n % 3 === 0 ? -1 : n }),
      }),
    );
    await project.startWorker();
    const { comparison } = await (await project.start({ definition: "numbers" })).result();
    expect(comparison?.status).toBe("completed");
    expect(comparison?.report?.winner.variant).toBe("better");
    const difference = comparison?.report?.differences.find(({ metric }) => metric === "exact_match");
    expect(difference).toMatchObject({
      n: 60,
      wins: 20,
      ties: 40,
      losses: 0,
      verdict: "better",
      dropped: { total: 0, reasons: {} },
    });
    expect(difference?.meanDifference).toBeCloseTo(1 / 3, 12);
  });
});
