import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Configuration } from "../../src/config.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import { gEval } from "../../src/evaluators/g-eval/g-eval.js";
import { exactMatch } from "../../src/evaluators/text/exact-match.js";
import { type EvaluateOptions, startEvaluation } from "../../src/operations/evaluate-experiment.js";
import { promptPipeline } from "../../src/pipelines/prompt-pipeline.js";
import type { FakeProvider } from "../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { providerEnvironment } from "../support/models.js";
import { scriptedModels } from "../support/scripted-models.js";
import { openTestProject, PROJECT_CODE, type TestProject } from "../support/test-project.js";

const MODELS = ["gpt-4o", "gpt-4o-mini"];
let provider: FakeProvider;
let project: TestProject | null = null;
let score = 4;
beforeEach(async () => {
  score = 4;
  provider = await startFakeProvider({
    models: MODELS,
    answer: scriptedModels({ pipeline: () => ({ text: "A summary." }), score: () => score }),
  });
});
afterEach(async () => {
  await project?.close();
  project = null;
  await provider.stop();
});

function configuration(items: number): Configuration {
  return {
    datasets: {
      articles: {
        items: () =>
          Array.from({ length: items }, (_, n) => ({ id: `a${n}`, input: { article: `No ${n}` } })),
      },
    },
    pipelines: { summarize: promptPipeline({ template: "Summarize: {{ article }}", model: "gpt-4o-mini" }) },
    evaluators: { judge: gEval({ name: "judge", criteria: ["overall"], model: "gpt-4o" }) },
    experiments: [
      {
        name: "summaries",
        dataset: "articles",
        pipeline: "summarize",
        variants: { only: {} },
        evaluators: [exactMatch()],
      },
    ],
  };
}

async function runOnce(items: number): Promise<Experiment> {
  project = await openTestProject(configuration(items), { environment: providerEnvironment(provider) });
  await project.startWorker();
  const handle = await project.start({ definition: "summaries" });
  return (await handle.result()).experiments[0] as Experiment;
}

async function evaluateAgain(name: string, options: EvaluateOptions) {
  const { store, registry, client } = project as TestProject;
  return await (await startEvaluation({ store, registry, client, ...PROJECT_CODE }, name, options)).result();
}

const judged = (): number => provider.count((call) => call.model === "gpt-4o");
const answered = (): number => provider.count((call) => call.model === "gpt-4o-mini");

describe("a batch evaluation", () => {
  test("evaluates the runs of an experiment without calling the pipeline, and gives runs and stats", async () => {
    const { name } = await runOnce(10);
    const { runs, stats } = await evaluateAgain(name, {
      evaluators: ["judge"],
      overallMetric: "judge_overall",
    });
    expect(answered()).toBe(10);
    expect(runs).toHaveLength(10);
    expect(runs[0]).toMatchObject({ score_judge_overall: 0.75, output: "A summary." });
    expect(stats.count).toBe(10);
    expect(stats.averages.judge_overall).toBe(0.75);
    expect(stats.passRate).toMatchObject({ metric: "judge_overall", threshold: 0.7, passed: 10, rate: 1 });
  });

  test("evaluates again only what is missing, unless forced", async () => {
    const { name } = await runOnce(6);
    await evaluateAgain(name, { evaluators: ["judge"] });
    // Six scores, and the steps once.
    expect(judged()).toBe(7);
    await evaluateAgain(name, { evaluators: ["judge"] });
    expect(judged()).toBe(7);
    score = 2;
    const { stats } = await evaluateAgain(name, { evaluators: ["judge"], force: true });
    expect(judged()).toBe(13);
    expect(stats.averages.judge_overall).toBe(0.25);
  });

  test("divides many runs into ranges", async () => {
    // A range has 250 runs.
    const { name } = await runOnce(260);
    const { stats } = await evaluateAgain(name, { evaluators: ["judge"] });
    expect(stats.count).toBe(260);
    expect(judged()).toBe(261);
  });

  test("refuses an experiment that is not there", async () => {
    await runOnce(1);
    await expect(evaluateAgain("absent", {})).rejects.toThrow(
      'Experiment "absent" not found, neither as name nor as id. List them with: assay list',
    );
  });

  test("refuses an unknown evaluator", async () => {
    const { name } = await runOnce(1);
    await expect(evaluateAgain(name, { evaluators: ["absent"] })).rejects.toThrow(
      /^Evaluator "absent" not found\. Known: contains, .*judge/,
    );
  });
});
