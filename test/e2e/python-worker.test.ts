import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ActivityExecutionFailedError, Client, Connection } from "@temporalio/client";
import { ApplicationFailure } from "@temporalio/common";
import configuration from "../../examples/python-pipeline/assay.config.js";
import { keywordF1 } from "../../examples/python-pipeline/keyword-f1.js";
import { PASSAGES } from "../../examples/python-pipeline/passages.js";
import type { JsonObject } from "../../src/domain/json/json.js";
import { type PipelinePayload, toRemotePipelinePayload } from "../../src/domain/pipeline/pipeline-payload.js";
import { TEST_TRACE_ID } from "../support/pipeline-call.js";
import { type PythonWorker, startPythonWorker } from "../support/python-worker.js";

const readme = readFileSync(new URL("../../examples/python-pipeline/README.md", import.meta.url), "utf8");
const address = process.env.ASSAY_TEST_TEMPORAL_ADDRESS as string;
let worker: PythonWorker;
let connection: Connection;
beforeAll(async () => {
  [worker, connection] = await Promise.all([startPythonWorker({ address }), Connection.connect({ address })]);
}, 300_000);
afterAll(async () => {
  await connection?.close();
  await worker?.stop();
});

/** Schedules the activity that the example's pipeline names, as the workflow does. */
async function analyze(input: PipelinePayload["input"], config: JsonObject): Promise<unknown> {
  const remote = configuration.pipelines?.["python-keywords"]?.remote;
  if (remote === undefined) throw new Error("the example's pipeline is not remote");
  const item = { id: "item-1", metadata: {} };
  return await new Client({ connection }).activity.execute(remote.activityType, {
    id: `python/${JSON.stringify([input, config])}`,
    taskQueue: remote.taskQueue,
    startToCloseTimeout: remote.startToCloseTimeoutMs ?? "1m",
    heartbeatTimeout: remote.heartbeatTimeoutMs ?? "10s",
    args: [toRemotePipelinePayload({ input, config, item, repetition: 0, traceId: TEST_TRACE_ID })],
  });
}

const TEXT =
  "Compatibility of systems of linear constraints over the set of natural numbers. Linear constraints rule.";

test("the example's worker says what it serves", () => {
  expect(worker.readyLine).toBe(`worker ready: task queue assay-python at ${address}, namespace default`);
});

test("the example's activity answers what a remote pipeline sends", async () => {
  // "linear" and "constraints" twice, then in order of appearance; 2 sentences, 15 words, 29 syllables
  // (linear counts 2, its vowels being neighbours): 206.835 - 1.015 * 15 / 2 - 84.6 * 29 / 15 = 35.66.
  expect(await analyze({ text: TEXT }, { method: "frequency", limit: 3 })).toEqual({
    keywords: ["linear", "constraints", "compatibility"],
    readingEase: 35.66,
  });
  // RAKE by hand: linear and constraints have degree 5 (2 + 3) in 2 places, rule 3 in 1: 2.5 + 2.5 + 3 = 8.
  expect(await analyze({ text: TEXT }, { method: "rake", limit: 3 })).toMatchObject({
    keywords: ["linear constraints rule", "linear constraints", "natural numbers"],
  });
});

test("the example's README says what its two methods score", async () => {
  const documented = [...readme.matchAll(/^\| `([a-z]+)` +\| .* \| (0\.\d{3}) +\|$/gm)];
  expect(documented.map(([, method]) => method)).toEqual(["frequency", "rake"]);
  for (const [, method = "", mean] of documented) {
    const scores = await Promise.all(
      PASSAGES.map(async ({ text, keywords }) => {
        const output = (await analyze({ text }, { method })) as { keywords: string[] };
        return keywordF1(output.keywords, keywords);
      }),
    );
    const sum = scores.reduce((total, score) => total + score, 0);
    expect([method, (sum / scores.length).toFixed(3)]).toEqual([method, mean]);
  }
});

test.each([
  [{ words: 1 }, { method: "rake" }, "InputInvalidError", "input.text is not a string"],
  [{ text: TEXT }, { method: "magic" }, "ConfigInvalidError", "config.method is none of frequency, rake"],
])("the example's activity refuses %j with %j once and for all", async (input, config, type, message) => {
  const error = await analyze(input, config).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ActivityExecutionFailedError);
  const { cause } = error as ActivityExecutionFailedError;
  expect(cause).toBeInstanceOf(ApplicationFailure);
  expect(cause).toMatchObject({ type, message, nonRetryable: true });
});
