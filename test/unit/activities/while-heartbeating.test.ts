import { expect, test } from "@jest/globals";
import { MockActivityEnvironment } from "@temporalio/testing";
import { createCallSlots } from "../../../src/activities/call-slots.js";
import { callUserCode } from "../../../src/activities/call-user-code.js";
import { whileHeartbeating } from "../../../src/activities/while-heartbeating.js";

const HEARTBEAT_TIMEOUT_MS = 60_000;

/** Does the work in an activity whose clock the test moves. */
async function inActivity<Result>(
  work: (clock: { ms: number }) => Promise<Result>,
  begunAt = 0,
): Promise<Result> {
  const clock = { ms: 0 };
  const environment = new MockActivityEnvironment({ heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS });
  return await environment.run(() =>
    whileHeartbeating(() => work(clock), { now: () => clock.ms, lastRan: () => begunAt }),
  );
}

async function callPipeline(call: () => string): Promise<string> {
  return await callUserCode({
    subject: "Pipeline",
    slots: createCallSlots(),
    slot: null,
    timeoutMs: 10_000,
    call,
  });
}

test("what stood still for longer than its heartbeat may fail calls nothing: its step was given to another try", async () => {
  let calls = 0;
  const late = inActivity(async (clock) => {
    clock.ms = HEARTBEAT_TIMEOUT_MS + 1;
    return await callPipeline(() => {
      calls += 1;
      return "called";
    });
  });
  await expect(late).rejects.toMatchObject({
    type: "WorkerStoodStill",
    nonRetryable: false,
    message: "the worker stood still for longer than its heartbeat may fail; another try makes the call",
  });
  expect(calls).toBe(0);
});

test("what fails after it was given away is no failure of the pipeline, and what it answers is kept", async () => {
  const failed = inActivity((clock) =>
    callPipeline(() => {
      clock.ms = HEARTBEAT_TIMEOUT_MS + 1;
      throw new Error("the connection was reset");
    }),
  );
  await expect(failed).rejects.toMatchObject({ type: "WorkerStoodStill" });
  const answered = inActivity((clock) =>
    callPipeline(() => {
      clock.ms = HEARTBEAT_TIMEOUT_MS + 1;
      return "an answer that is paid for";
    }),
  );
  expect(await answered).toBe("an answer that is paid for");
});

test("what gives its heartbeats in time calls", async () => {
  const answer = inActivity(async (clock) => {
    clock.ms = HEARTBEAT_TIMEOUT_MS;
    return await callPipeline(() => "called");
  });
  expect(await answer).toBe("called");
});

test("what begins after a standstill counts from before it: its worker was taken for lost with the task in hand", async () => {
  const call = (): Promise<string> => callPipeline(() => "called");
  await expect(inActivity(call, -HEARTBEAT_TIMEOUT_MS - 1)).rejects.toMatchObject({
    type: "WorkerStoodStill",
  });
  expect(await inActivity(call, -HEARTBEAT_TIMEOUT_MS)).toBe("called");
});
