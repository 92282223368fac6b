import { afterEach, expect, test } from "@jest/globals";
import proto from "@temporalio/proto";
import { exactMatch } from "../../src/evaluators/text/exact-match.js";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import { openTestProject, type TestProject } from "../support/test-project.js";

let project: TestProject | null = null;
afterEach(async () => {
  await project?.close();
  project = null;
});

test("an item over 1 MB runs by reference: Temporal's history knows its id only", async () => {
  const MARKER = "MARKER-large-2c9e";
  const text = `${MARKER} ${"ü".repeat(1_200_000)}`;
  project = await openTestProject({
    datasets: {
      large: { items: () => [{ id: "big", input: text, expectedOutput: text, metadata: { text } }] },
    },
    pipelines: { echo: pipeline({ run: ({ input }) => input }) },
    experiments: [
      {
        name: "large",
        dataset: "large",
        pipeline: "echo",
        variants: { only: {} },
        evaluators: [exactMatch()],
      },
    ],
  });
  await project.startWorker();
  const handle = await project.start({ definition: "large" });
  const { experiments } = await handle.result();
  expect(experiments[0]?.summary?.metrics[0]).toMatchObject({ name: "exact_match", n: 1, mean: 1 });
  const [run] = await project.store.listRuns({
    experimentId: handle.experimentIds[0] as string,
    fromOrdinal: 0,
    limit: 1,
  });
  // Not toBe: a failure would print megabytes.
  expect(run?.output === text).toBe(true);
  const history = await project.client.workflow.getHandle(handle.workflowId).fetchHistory();
  const bytes = Buffer.from(proto.temporal.api.history.v1.History.encode(history).finish());
  expect(bytes.includes("large-only-")).toBe(true);
  expect(bytes.includes(MARKER)).toBe(false);
  // One run is about 20 events of a few hundred bytes.
  expect(bytes.length).toBeLessThan(20_000);
});
