import { expect, test } from "@jest/globals";
import { MockActivityEnvironment } from "@temporalio/testing";
import { beginStepTry } from "../../../src/activities/step-try.js";
import { ModelReplyUnusableError, ModelUnavailableError } from "../../../src/domain/model/model-errors.js";
import type { Store } from "../../../src/domain/store.js";
import { createWaitBook } from "../../../src/waits/wait-book.js";

const RETRY = { maxAttempts: 3, isPermanent: false, place: "the pipeline" };
const unusable = (unavailableReply: boolean) =>
  new ModelReplyUnusableError("no answer", {
    usage: null,
    costUsd: null,
    mayBePaid: false,
    unavailableReply,
  });

/** Tries of one step that all fail with this: how many there were when it failed for good, or `most` of them. */
const countTries = async (error: Error, most: number): Promise<number> => {
  let failures = 0;
  const store = {
    beginTry: async () => ({ started: failures + 1, lost: 0, failures }),
    endTry: async (_id: string, { failed }: { readonly failed: boolean }) => {
      failures += failed ? 1 : 0;
      return { failures, used: failures };
    },
  } as unknown as Store;
  const waits = createWaitBook();
  const environment = new MockActivityEnvironment();
  for (let tries = 1; tries <= most; tries += 1) {
    const failedForGood = await environment.run(async () => {
      const step = await beginStepTry(
        { store, waits, warn: () => undefined },
        { id: "step", scope: "experiment" },
      );
      return await step.fail(error, RETRY).then(
        () => true,
        () => false,
      );
    });
    if (failedForGood) return tries;
  }
  return most;
};

test("a reply without an answer has as many tries as user code", async () => {
  expect(await countTries(unusable(false), 20)).toBe(3);
});

test("an error of the provider's own within a reply of success has seven, also where user code wraps it", async () => {
  expect(await countTries(unusable(true), 20)).toBe(7);
  expect(await countTries(new Error("step 2 failed", { cause: unusable(true) }), 20)).toBe(7);
});

test("a status 5xx uses up none", async () => {
  expect(await countTries(new ModelUnavailableError("status 502"), 20)).toBe(20);
});
