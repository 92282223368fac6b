import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { writeRows } from "../../src/cli/output/write-rows.js";
import { exactMatch } from "../../src/evaluators/text/exact-match.js";
import { exportColumns, exportRuns, TYPED_RUN_COLUMNS } from "../../src/operations/export-runs.js";
import { requireExperiment } from "../../src/operations/require-experiment.js";
import { writeLabel } from "../../src/operations/write-label.js";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import { openTestProject, type TestProject } from "../support/test-project.js";

let folder = "";
let project: TestProject | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-odd-"));
});
afterEach(async () => {
  await project?.close();
  project = null;
  rmSync(folder, { recursive: true, force: true });
});

/** In the order of their code points, as ids are read. */
const ODD = {
  nul: "a\0b",
  control: "a\u0001\u001b[31mred\u001b[0m\u009b",
  "high half": "x\ud83d",
  "low half": "\ude00y",
  private: "\ue000",
  mark: "\uFDD00000",
  emoji: "👩‍👩‍👧",
  "line ends": "one\r\ntwo\u2028three\u0085",
} as const;
const texts = Object.values(ODD);

test("NUL, halves of surrogate pairs and control characters survive as items, outputs, errors, scores, labels and exports", async () => {
  const odd = {
    items: () =>
      texts.map((text) => ({ id: text, input: { text }, expectedOutput: text, metadata: { [text]: text } })),
  };
  project = await openTestProject({
    datasets: { odd },
    pipelines: {
      odd: pipeline({
        run: ({ input, config }: { input: { text: string }; config: { throws?: boolean } }) => {
          if (config.throws === true) throw new Error(`bad ${input.text} tail`);
          return input.text;
        },
      }),
    },
    experiments: [
      {
        name: "odd",
        dataset: "odd",
        pipeline: "odd",
        variants: { echo: {}, again: { again: true }, throws: { throws: true } },
        evaluators: [
          exactMatch(),
          function why({ output }) {
            return { name: "why", score: 1, metadata: { rationale: `saw ${String(output)} end` } };
          },
        ],
        limits: { maxAttempts: 1 },
      },
    ],
  });
  await project.startWorker();
  const { store } = project;
  const handle = await project.start({ definition: "odd" });
  const { experiments, comparison } = await handle.result();
  const [echo, , throws] = experiments.map(({ id }) => id) as [string, string, string];
  const range = { fromOrdinal: 0, limit: 100 };

  const runs = await store.listRunsWithItems({ experimentId: echo, ...range });
  expect(
    runs.map(({ itemId, output, item }) => [itemId, output, item.expectedOutput, item.metadata]),
  ).toEqual(texts.map((text) => [text, text, text, { [text]: text }]));
  const failed = await store.listRuns({ experimentId: throws, ...range });
  expect(failed.map(({ error }) => error)).toEqual(
    texts.map((text) => ({ type: "Error", message: `bad ${text} tail` })),
  );
  // Paired by odd ids: every one finds its other.
  const difference = comparison?.report?.differences.find(({ metric }) => metric === "exact_match");
  expect(difference).toMatchObject({ n: texts.length });

  const [first] = runs;
  const odd1 = ODD.nul;
  await writeLabel(
    store,
    { run: first?.id as string, name: "human", value: odd1, comment: odd1, annotator: odd1 },
    new Date(),
  );
  const scores = await store.listScoresOfRuns([first?.id as string]);
  expect(scores.find(({ name }) => name === "human")).toMatchObject({ stringValue: odd1, comment: odd1 });
  expect(JSON.stringify(scores.find(({ name }) => name === "why"))).toContain(
    JSON.stringify(`saw ${odd1} end`).slice(1, -1),
  );

  const experiment = await requireExperiment(store, echo);
  const columns = await exportColumns(store, experiment);
  const written = async (format: "csv" | "jsonl") => {
    const file = join(folder, `runs.${format}`);
    await writeRows(exportRuns(store, experiment), { format, file, columns, typed: TYPED_RUN_COLUMNS });
    return readFileSync(file, "utf8");
  };
  const lines = (await written("jsonl")).trim().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { output: string }).output)).toEqual(texts);
  const csv = await written("csv");
  expect(csv).toContain(',"""a\\u0000b""",');
  expect(csv).toContain(',"""x\\ud83d""",');
  expect(csv).not.toContain("\0");
  expect(csv).not.toContain("\uFFFD");
});
