import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { toRemotePipelinePayload } from "../../../src/domain/pipeline/pipeline-payload.js";
import { remotePipeline } from "../../../src/pipelines/remote-pipeline.js";
import { failureOf } from "../../support/failure-of.js";
import { callTestPipeline } from "../../support/pipeline-call.js";

describe("remotePipeline", () => {
  test("says which activity the workflow schedules, and within which times", () => {
    const input = z.string();
    const pipeline = remotePipeline({
      taskQueue: "python",
      activity: "analyze",
      timeoutMs: 60_000,
      heartbeatTimeoutMs: 5_000,
      input,
    });
    expect(pipeline).toMatchObject({ kind: "remoteActivity", timeoutMs: 60_000, inputSchema: input });
    expect(pipeline.remote).toEqual({
      taskQueue: "python",
      activityType: "analyze",
      startToCloseTimeoutMs: 60_000,
      heartbeatTimeoutMs: 5_000,
    });
  });

  test("leaves the time to the experiment's limits where nothing is said", () => {
    expect(remotePipeline({ taskQueue: "python", activity: "analyze" }).remote).toEqual({
      taskQueue: "python",
      activityType: "analyze",
      startToCloseTimeoutMs: null,
    });
  });

  test("gives the activity one object, without the expected output", () => {
    const item = { id: "item-1", metadata: { group: "a" }, expectedOutput: "never" };
    expect(
      toRemotePipelinePayload({ input: "i", config: { a: 1 }, item, repetition: 2, traceId: "0af7" }),
    ).toEqual({
      input: "i",
      config: { a: 1 },
      item: { id: "item-1", metadata: { group: "a" } },
      repetition: 2,
      traceId: "0af7",
    });
  });

  test("says where it runs when it is called in this process", async () => {
    const pipeline = remotePipeline({ taskQueue: "python", activity: "analyze" });
    expect((await failureOf(callTestPipeline(pipeline))).message).toBe(
      'The pipeline is the activity "analyze" on task queue "python" and cannot be called in this process: ' +
        "the experiment's workflow schedules it there.",
    );
  });

  test.each([
    [
      { taskQueue: "python" },
      'option "activity" is undefined; allowed: the name of an activity, of 1 to 200 characters.',
    ],
    [
      { taskQueue: "", activity: "a" },
      'option "taskQueue" is an empty string; allowed: the name of a task queue, of 1 to 200 characters.',
    ],
    [
      { taskQueue: "q", activity: "a", heartbeatTimeoutMs: 0 },
      'option "heartbeatTimeoutMs" is a number; allowed: milliseconds above 0 and below 2^31.',
    ],
    [
      { taskQueue: "q", activity: "a", queue: "b" },
      'option "queue" is a string of 1 characters; allowed: only the options taskQueue, activity, timeoutMs, heartbeatTimeoutMs, input, config.',
    ],
  ])("refuses the definition %j", (definition, message) => {
    expect(() => remotePipeline(definition as never)).toThrow(`Pipeline definition: ${message}`);
  });
});
