import { afterEach, expect, test } from "@jest/globals";
import { exactMatch } from "../../src/evaluators/text/exact-match.js";
import { exportRuns } from "../../src/operations/export-runs.js";
import { requireExperiment } from "../../src/operations/require-experiment.js";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import { openTestProject, type TestProject } from "../support/test-project.js";

let project: TestProject | null = null;
afterEach(async () => {
  await project?.close();
  project = null;
});

/** As people name their datasets: by folder, in their language, by team, with a number, and with what a path gives a meaning. */
const DATASETS = ["regression/golden_v2", "走丁 测试1", "team@prod", "faq #7", "../up & away?"];
/** Two of a page's address, one of a path, one that only blanks and case tell from another. */
const IDS = ["faq/en#1?x=1", "../../etc", "a b", "A B", "50%25"];

test("datasets and items are called what their owners call them, and datasets share the ids of items", async () => {
  const items = () => IDS.map((id, index) => ({ id, input: id, expectedOutput: index === 1 ? "b" : id }));
  project = await openTestProject({
    datasets: Object.fromEntries(DATASETS.map((name) => [name, { items }])),
    pipelines: { echo: pipeline({ run: ({ input }: { input: string }) => input }) },
    experiments: DATASETS.map((dataset, index) => ({
      name: `odd-names-${index}`,
      dataset,
      pipeline: "echo",
      variants: { only: {} },
      evaluators: [exactMatch()],
    })),
  });
  await project.startWorker();
  const { store } = project;
  for (const [index, dataset] of DATASETS.entries()) {
    const handle = await project.start({ definition: `odd-names-${index}` });
    const [outcome] = (await handle.result()).experiments;
    const experiment = await requireExperiment(store, outcome?.id ?? "");
    expect((await store.getDataset(dataset))?.id).toBe(experiment.datasetId);
    const rows = [];
    for await (const row of exportRuns(store, experiment)) rows.push(row);
    const scores = rows.map(({ item_id, score_exact_match: score }) => [item_id, score]);
    expect(scores.sort()).toEqual(IDS.map((id, place) => [id, place !== 1]).sort());
  }
});
