import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import proto from "@temporalio/proto";
import { bundleWorkflowCode, DefaultLogger, Worker } from "@temporalio/worker";
import { defineEvaluator } from "../../src/evaluators/custom/define-evaluator.js";
import { exactMatch } from "../../src/evaluators/text/exact-match.js";
import { setBaseline } from "../../src/operations/baselines/set-baseline.js";
import { startEvaluation } from "../../src/operations/evaluate-experiment.js";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import * as workflows from "../../src/workflows/index.js";
import { openTestProject, PROJECT_CODE, type TestProject } from "../support/test-project.js";

const here = fileURLToPath(new URL(".", import.meta.url));
/** One folder per released workflow version; a release adds one, and none is ever changed. */
const HISTORIES = join(here, "histories");
const RECORDED = "0.1.0";

const files = (): string[] =>
  readdirSync(HISTORIES, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".binpb"))
    .sort();
const { History } = proto.temporal.api.history.v1;
const read = (file: string) => History.decode(readFileSync(join(HISTORIES, file)));

async function replay(code: string, file: string): Promise<unknown> {
  const history = read(file);
  // Ids of children derive from the workflow's own.
  const workflowId = history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? "";
  const error = await Worker.runReplayHistory({ workflowBundle: { code } }, history, workflowId).then(
    () => null,
    (failure: unknown) => failure,
  );
  return error;
}

function saveFrom({ client }: TestProject) {
  const folder = join(HISTORIES, RECORDED);
  mkdirSync(folder, { recursive: true });
  return async (workflowId: string, name: string): Promise<void> => {
    const history = await client.workflow.getHandle(workflowId).fetchHistory();
    dropStackTraces(history);
    writeFileSync(join(folder, `${name}.binpb`), History.encode(history).finish());
  };
}

/** They name folders of the machine that a history was recorded on, and no workflow reads them. */
function dropStackTraces(part: object): void {
  for (const value of Object.values(part))
    if (typeof value === "object" && value !== null) dropStackTraces(value);
  if ("stackTrace" in part) part.stackTrace = "";
}

/** Records the present workflows: `ASSAY_RECORD_HISTORIES=1 npm test -- replay`, once per release. */
async function record(): Promise<void> {
  const project = await openTestProject({
    datasets: {
      d: {
        items: () => Array.from({ length: 12 }, (_, n) => ({ id: `i${n}`, input: n, expectedOutput: n })),
      },
    },
    pipelines: {
      p: pipeline({
        run: ({ input }) => {
          if (input === 3) throw new Error("fails");
          return input;
        },
      }),
    },
    experiments: [
      {
        name: "recorded",
        dataset: "d",
        pipeline: "p",
        limits: { concurrency: 4, maxAttempts: 2 },
        variants: { a: { v: "a" }, b: { v: "b" } },
        evaluators: [exactMatch(), defineEvaluator({ name: "asked", evaluate: async () => 1 })],
      },
      {
        name: "early",
        dataset: "d",
        pipeline: "p",
        repetitions: 2,
        limits: { concurrency: 4 },
        variants: { a: { v: "a" }, b: { v: "b" } },
        evaluators: [exactMatch()],
        compare: { stopEarly: true },
      },
      {
        name: "ranges",
        dataset: "d",
        pipeline: "p",
        variants: { a: {} },
        evaluators: [exactMatch()],
        repetitions: 22,
        limits: { maxAttempts: 1 },
      },
    ],
  });
  await project.startWorker();
  const save = saveFrom(project);
  const compared = await project.start({ definition: "recorded" });
  const { experiments } = await compared.result();
  await save(compared.workflowId, "comparison");
  await save(experiments[0]?.workflowId as string, "experiment");
  const { store, registry, client } = project;
  const evaluation = await startEvaluation(
    { store, registry, client, ...PROJECT_CODE },
    experiments[0]?.name as string,
    { force: true },
  );
  await evaluation.result();
  await save(evaluation.workflowId, "evaluation");
  const early = await project.start({ definition: "early" });
  await save((await early.result()).experiments[0]?.workflowId as string, "experiment-that-reports");
  await save(early.workflowId, "comparison-that-looks");
  const ranges = await project.start({ definition: "ranges" });
  await ranges.result();
  await save(ranges.workflowId, "experiment-in-ranges");
  await save(`${ranges.workflowId}/250`, "experiment-range");
  await project.close();
}

/**
 * Records regression runs alone, which came later: `ASSAY_RECORD_HISTORIES=regressions npm test -- replay`. One is passed,
 * one adds a repetition, since its gate is inconclusive, and one fails to run and is told.
 */
async function recordRegressions(): Promise<void> {
  let share = 1;
  const evaluators = [
    defineEvaluator({
      name: "right",
      range: [0, 1],
      evaluate: ({ output, expected }) => (output === expected ? 1 : 0),
    }),
  ];
  const watched = { dataset: "d", pipeline: "p", variants: { a: {} }, evaluators };
  const project = await openTestProject({
    datasets: {
      d: {
        items: () => Array.from({ length: 24 }, (_, n) => ({ id: `i${n}`, input: n, expectedOutput: n })),
      },
    },
    pipelines: { p: pipeline({ run: ({ input }) => ((input as number) < share * 24 ? input : -1) }) },
    experiments: [
      { ...watched, name: "steady", gate: { right: { minimum: 0.5 } } },
      {
        ...watched,
        name: "open",
        gate: { right: { maxDrop: 0.2 } },
        escalate: { repetitions: 1 },
      },
      { ...watched, name: "broken", dataset: "absent" },
    ],
  });
  await project.startWorker();
  const save = saveFrom(project);
  const notify = { on: "always", channels: [{ type: "slack", url: { fromEnvironment: "UNSET_SLACK_URL" } }] };
  const run = async (definition: string, notified: typeof notify | null = null) => {
    const workflowId = `regression/${definition}/${Date.now()}`;
    const input = {
      definition,
      schedule: null,
      variant: null,
      dataset: null,
      budgetUsd: null,
      notify: notified,
    };
    const { workflow } = project.client;
    const taskQueue = `assay-${project.store.storeId}`;
    return {
      workflowId,
      outcome: await workflow.execute("regression", { workflowId, taskQueue, args: [input] }),
    };
  };
  for (const definition of ["steady", "open"]) {
    await run(definition);
    const [first] = await project.store.listRegressionRuns({ definition, limit: 1 });
    await setBaseline(project.store, {
      definition,
      experiment: first?.experiment ?? "",
      reason: "good",
      by: "a test",
    });
  }
  await save((await run("steady")).workflowId, "regression");
  share = 0.9;
  await save((await run("open")).workflowId, "regression-that-repeats");
  const { workflowId, outcome } = await run("broken", notify);
  await save(workflowId, "regression-that-fails");
  const { id } = outcome as { readonly id: string };
  await project.client.workflow.getHandle(`notification/${id}`).result();
  await save(`notification/${id}`, "notification");
  await project.close();
}

describe("replay", () => {
  let bundle = "";
  let folder = "";
  beforeAll(async () => {
    bundle = readFileSync(process.env.ASSAY_TEST_WORKFLOW_BUNDLE as string, "utf8");
    folder = mkdtempSync(join(tmpdir(), "assay-replay-"));
    if (process.env.ASSAY_RECORD_HISTORIES === "1") await record();
    if (process.env.ASSAY_RECORD_HISTORIES === "regressions") await recordRegressions();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("each workflow has a history of this version, and each history a workflow", () => {
    const recorded = files().filter((file) => file.startsWith(`${RECORDED}/`));
    const types = recorded.map(
      (file) => read(file).events[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name,
    );
    expect([...new Set(types)].sort()).toEqual(Object.keys(workflows).sort());
  });

  test("each way that a workflow can go has a history", () => {
    expect(files().map((file) => file.split("/").at(-1))).toEqual(
      expect.arrayContaining([
        "comparison-that-looks.binpb",
        "experiment-in-ranges.binpb",
        "experiment-that-reports.binpb",
        "notification.binpb",
        "regression.binpb",
        "regression-that-fails.binpb",
        "regression-that-repeats.binpb",
      ]),
    );
  });

  test.each(files())("the workflows of today replay %s", async (file) => {
    expect(await replay(bundle, file)).toBeNull();
  });

  test.each(files())("%s names no file of the machine that recorded it", (file) => {
    expect(readFileSync(join(HISTORIES, file), "latin1")).not.toMatch(
      /\/(src|node_modules)\/[\w/@.-]+\.[jt]s/,
    );
  });

  test("a workflow with two steps reordered fails the replay", async () => {
    // Inside the checkout, so that the bundler finds the packages.
    const copy = mkdtempSync(join(here, "..", "..", "dist", "reordered-"));
    try {
      cpSync(join(here, "..", "..", "dist", "workflows"), copy, { recursive: true });
      const source = readFileSync(join(copy, "execute-run.js"), "utf8");
      const evaluating = "const outcomes = await Promise.all(";
      const reordered = source.replace(evaluating, `await writeScores(plan, run, label);\n    ${evaluating}`);
      expect(reordered).not.toBe(source);
      writeFileSync(join(copy, "execute-run.js"), reordered);
      const { code } = await bundleWorkflowCode({
        workflowsPath: join(copy, "index.js"),
        logger: new DefaultLogger("ERROR"),
      });
      expect(await replay(code, `${RECORDED}/experiment.binpb`)).toMatchObject({
        name: "DeterminismViolationError",
      });
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
});
