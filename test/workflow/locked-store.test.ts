import { afterEach, expect, test } from "@jest/globals";
import type { Store } from "../../src/domain/store.js";
import { StoreLockedError } from "../../src/domain/store-errors.js";
import { defineEvaluator } from "../../src/evaluators/custom/define-evaluator.js";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import { openTestProject, type TestProject } from "../support/test-project.js";

let project: TestProject | null = null;
afterEach(async () => {
  await project?.close();
  project = null;
});

/** Lets a method of the store refuse so many times, as while another process holds its lock; one refusal is a second. */
function refuse(store: Store, method: "recordOutput" | "putEvaluation", times: number): () => number {
  const open = store as { -readonly [Name in typeof method]: Store[Name] };
  const write = store[method] as (...given: unknown[]) => Promise<void>;
  let refused = 0;
  open[method] = async (...given: unknown[]) => {
    if (refused < times) {
      refused += 1;
      throw new StoreLockedError("The store file is locked by another process.");
    }
    await write(...given);
  };
  return () => refused;
}

test("what was paid for is kept and made once, though the store takes longer than a heartbeat to be free", async () => {
  const calls: string[] = [];
  project = await openTestProject({
    datasets: { "locked-one": { items: () => [{ id: "only", input: "a", expectedOutput: "a" }] } },
    pipelines: {
      paid: pipeline({
        run: ({ input }) => {
          calls.push("pipeline");
          return input;
        },
      }),
    },
    experiments: [
      {
        name: "locked",
        dataset: "locked-one",
        pipeline: "paid",
        variants: { only: {} },
        limits: { heartbeatTimeoutMs: 2_000, maxAttempts: 1 },
        evaluators: [
          defineEvaluator({
            name: "asked",
            evaluate: async () => {
              calls.push("evaluator");
              return 1;
            },
          }),
        ],
      },
    ],
  });
  const refusals = [refuse(project.store, "recordOutput", 4), refuse(project.store, "putEvaluation", 4)];
  await project.startWorker();
  const handle = await project.start({ definition: "locked" });
  const { experiments } = await handle.result();
  expect(experiments[0]?.summary?.runs).toMatchObject({ completed: 1, failed: 0 });
  expect(refusals.map((count) => count())).toEqual([4, 4]);
  expect(calls).toEqual(["pipeline", "evaluator"]);
});
