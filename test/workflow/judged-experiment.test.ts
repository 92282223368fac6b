import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import proto from "@temporalio/proto";
import type { Configuration, ExperimentDefinition } from "../../src/config.js";
import type { ComparisonReport } from "../../src/domain/comparison/comparison.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import type { Observation } from "../../src/domain/trace/trace.js";
import { gEval } from "../../src/evaluators/g-eval/g-eval.js";
import { promptPipeline } from "../../src/pipelines/prompt-pipeline.js";
import { pricedUsage, rateLimitedFraction } from "../support/fake-provider/behaviours.js";
import type { FakeProvider } from "../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { providerEnvironment } from "../support/models.js";
import { hasPython, recomputeFromStore } from "../support/recompute-report.js";
import { scriptedModels } from "../support/scripted-models.js";
import { openTestProject, type TestProject } from "../support/test-project.js";

const MODELS = ["gpt-4o", "gpt-4o-mini", "unheard-of"];
const SECRET = "PROMPT-MARKER-5d1c";

let provider: FakeProvider;
let project: TestProject | null = null;
beforeEach(async () => {
  provider = await startFakeProvider({ models: MODELS });
});
afterEach(async () => {
  await project?.close();
  project = null;
  await provider.stop();
});

function configuration(
  items: number,
  definition: Partial<ExperimentDefinition> = {},
  models: Configuration["models"] = {},
): Configuration {
  return {
    datasets: {
      articles: {
        items: () =>
          Array.from({ length: items }, (_, n) => ({
            id: `a${n}`,
            input: { article: `Article number ${n}. ${SECRET}` },
            expectedOutput: `Summary ${n}`,
          })),
      },
      anchors: {
        items: () =>
          Array.from({ length: 20 }, (_, n) => ({
            id: `anchor${n}`,
            input: "What is said?",
            metadata: { output: `anchor ${n}` },
          })),
      },
    },
    pipelines: { summarize: promptPipeline({ template: "Summarize: {{ article }}", maxOutputTokens: 20 }) },
    experiments: [
      {
        name: "summaries",
        dataset: "articles",
        pipeline: "summarize",
        variants: { only: { model: "gpt-4o-mini" } },
        evaluators: [gEval({ criteria: ["overall"], model: "gpt-4o" })],
        ...definition,
        limits: { concurrency: 20, ...definition.limits },
      },
    ],
    models,
  };
}

async function open(config: Configuration): Promise<TestProject> {
  project = await openTestProject(config, { environment: providerEnvironment(provider) });
  await project.startWorker();
  return project;
}

async function observationsOf({ store }: TestProject, experimentId: string): Promise<Observation[]> {
  const runs = await store.listRuns({ experimentId, fromOrdinal: 0, limit: 1_000 });
  const all = await Promise.all(runs.map(({ traceId }) => store.listObservations(traceId)));
  return all.flat();
}

const summaries = scriptedModels({
  pipeline: (request) => ({ text: `Summary ${/number (\d+)/.exec(request.promptText)?.[1]}` }),
  score: () => 4,
});

describe("a judged experiment", () => {
  test("records every call, writes the steps once, and keeps prompts and keys out of the history", async () => {
    provider.setAnswer(summaries);
    const opened = await open(configuration(12));
    const handle = await opened.start({ definition: "summaries" });
    const [experiment] = (await handle.result()).experiments as [Experiment];
    expect({ status: experiment.status, error: experiment.error }).toEqual({
      status: "completed",
      error: null,
    });
    expect(experiment.summary?.metrics[0]).toMatchObject({ name: "g_eval_overall", n: 12, mean: 0.75 });
    expect(provider.count((call) => call.model === "gpt-4o-mini")).toBe(12);
    // 12 scores, and the evaluation steps once.
    expect(provider.count((call) => call.model === "gpt-4o")).toBe(13);
    const observations = await observationsOf(opened, experiment.id);
    expect(observations.filter(({ type }) => type === "GENERATION")).toHaveLength(24);
    const spending = experiment.summary?.spending;
    expect(spending).toMatchObject({ calls: 25, unpricedCalls: 0 });
    const totals = provider.totalTokens();
    expect(spending?.tokens).toBe(totals.totalTokens);
    const runs = await opened.store.listRuns({ experimentId: experiment.id, fromOrdinal: 0, limit: 1 });
    expect(runs[0]?.costUsd).toBeGreaterThan(0);
    const history = await opened.client.workflow.getHandle(handle.workflowId).fetchHistory();
    const bytes = Buffer.from(proto.temporal.api.history.v1.History.encode(history).finish());
    expect(bytes.includes("a11")).toBe(true);
    expect(bytes.includes(SECRET)).toBe(false);
    expect(bytes.includes("MARKER-0001")).toBe(false);
  });

  test("waits as long as Retry-After says when 30 % of the answers are 429, and drops no run", async () => {
    provider.setAnswer(rateLimitedFraction({ seed: 7, fraction: 0.3, answer: summaries }));
    const opened = await open(configuration(40));
    const handle = await opened.start({ definition: "summaries" });
    const [experiment] = (await handle.result()).experiments as [Experiment];
    expect(experiment.summary?.runs).toMatchObject({ planned: 40, completed: 40, failed: 0 });
    expect(experiment.summary?.metrics[0]).toMatchObject({ n: 40, unscoredRuns: 0 });
    expect(provider.count({ status: 429 })).toBeGreaterThan(10);
    // Answered calls: each asked for once, whatever was refused before.
    expect(provider.count((call) => call.status === 200 && call.endpoint === "chat")).toBe(81);
  });

  test("leaves scores of a judge that fails unscored, and says how many pairs fell out and why", async () => {
    provider.setAnswer(
      scriptedModels({
        pipeline: (request) => ({ text: `Summary ${/number (\d+)/.exec(request.promptText)?.[1]}` }),
        score: (request) => (/Summary \d?0\b/.test(request.promptText) ? 6 : 4),
      }),
    );
    const opened = await open(
      configuration(40, { variants: { a: { model: "gpt-4o-mini" }, b: { model: "gpt-4o-mini" } } }),
    );
    const { comparison } = await (await opened.start({ definition: "summaries" })).result();
    const report = comparison?.report;
    expect(report?.experiments[0]?.metrics[0]).toMatchObject({
      name: "g_eval_overall",
      n: 36,
      unscoredRuns: 4,
      mean: 0.75,
      unscoredReasons: { judge_failed: 4 },
    });
    const difference = report?.differences.find(({ metric }) => metric === "g_eval_overall");
    expect(difference).toMatchObject({ n: 36, dropped: { total: 4, reasons: { missing_in_both: 4 } } });
  });

  test("stops at the budget within the calls in flight, and keeps all that was paid for", async () => {
    provider.setAnswer(pricedUsage({ promptTokens: 10_000, completionTokens: 1_000, answer: summaries }));
    const prices = { inputUsdPerMillion: 2, outputUsdPerMillion: 10 };
    const opened = await open(
      configuration(
        100,
        { limits: { concurrency: 10, budgetUsd: 1 } },
        { prices: { "gpt-4o": prices, "gpt-4o-mini": prices } },
      ),
    );
    const handle = await opened.start({ definition: "summaries" });
    const [experiment] = (await handle.result()).experiments as [Experiment];
    expect(experiment.status).toBe("stopped_by_budget");
    const answered = provider.count((call) => call.status === 200 && call.endpoint === "chat");
    const spent = answered * 0.03;
    expect(experiment.summary?.totalCostUsd).toBeCloseTo(spent, 9);
    expect(spent).toBeGreaterThan(0.9);
    // The last call before the budget's end, and the others in flight beside it.
    expect(spent).toBeLessThanOrEqual(1 + 10 * 0.03);
    const runs = await opened.store.listRuns({ experimentId: experiment.id, fromOrdinal: 0, limit: 100 });
    const pipelines = provider.count((call) => call.model === "gpt-4o-mini" && call.status === 200);
    expect(runs.filter(({ outputAt }) => outputAt !== null)).toHaveLength(pipelines);
  });

  test("refuses a budget in USD for a model without a price, before anything is sent", async () => {
    const opened = await open(
      configuration(3, { variants: { only: { model: "local:unheard-of" } }, limits: { budgetUsd: 1 } }),
    );
    await expect(opened.start({ definition: "summaries" })).rejects.toThrow(
      'The price of model "local:unheard-of" is unknown, so a budget in USD cannot be kept.',
    );
    expect(provider.calls).toHaveLength(0);
  });

  test("fails once, at the start, with a wrong key, and names the variable", async () => {
    await provider.stop();
    provider = await startFakeProvider({ models: MODELS, acceptedKeys: ["another"] });
    const opened = await open(configuration(5));
    const [experiment] = (await (await opened.start({ definition: "summaries" })).result()).experiments as [
      Experiment,
    ];
    expect(experiment.status).toBe("failed");
    expect(experiment.error).toMatch(/OPENAI_API_KEY/);
    expect(experiment.error).not.toMatch(/MARKER/);
    expect(provider.count({ endpoint: "chat" })).toBe(0);
  });

  test("judges frozen anchors beside each comparison and shows when the judge drifts", async () => {
    let strictness = 0;
    provider.setAnswer(
      scriptedModels({
        pipeline: () => ({ text: "A summary." }),
        score: (request) => 3 + (/anchor (\d+)/.exec(request.promptText)?.[1] === "1" ? 1 : 0) - strictness,
      }),
    );
    const opened = await open({
      ...configuration(12, {
        variants: { a: { model: "gpt-4o-mini" }, b: { model: "gpt-4o-mini" } },
        anchors: { dataset: "anchors" },
      }),
    });
    const first = (await (await opened.start({ definition: "summaries", name: "anchored-once" })).result())
      .comparison;
    expect(first?.report?.judgeDrift).toMatchObject([
      { metric: "g_eval_overall", anchors: 20, reason: "no_earlier_judging" },
    ]);
    strictness = 1;
    const second = (await (await opened.start({ definition: "summaries", name: "anchored-again" })).result())
      .comparison;
    expect(second?.report?.judgeDrift).toMatchObject([{ drifted: true, change: -0.25 }]);
    expect(second?.report?.warnings.join()).toMatch(/g_eval_overall has become more severe/);
    const reports = [first?.report, second?.report].filter((report) => report != null);
    const [drift] = reports[1]?.judgeDrift ?? [];
    const wrong = { ...(reports[1] as ComparisonReport), judgeDrift: [{ ...drift, change: -0.250001 }] };
    const found = await recomputeFromStore(opened.store, opened.loaded.directory, [...reports, wrong]);
    expect(found.map(({ failures }) => failures.map(({ path }) => path))).toEqual(
      hasPython ? [[], [], ["judgeDrift/0/change"]] : [],
    );
    // Compared are the variants alone.
    expect(second?.report?.experiments.map(({ variant }) => variant)).toEqual(["a", "b"]);
  });

  test("answers from the cache what was asked before, but never makes two samples one", async () => {
    provider.setAnswer(summaries);
    const opened = await open(
      configuration(5, {
        cache: true,
        evaluators: [gEval({ criteria: ["overall"], model: "gpt-4o", mode: "samples", samples: 3 })],
      }),
    );
    await (await opened.start({ definition: "summaries", name: "cached-once" })).result();
    expect(provider.count((call) => purposeOfCall(call.body) === "sample")).toBe(15);
    const before = provider.count({ endpoint: "chat" });
    const second = await opened.start({ definition: "summaries", name: "cached-again" });
    const [experiment] = (await second.result()).experiments as [Experiment];
    expect(provider.count({ endpoint: "chat" })).toBe(before);
    expect(experiment.summary?.metrics[0]).toMatchObject({ n: 5, mean: 0.75 });
    expect(experiment.summary?.spending).toMatchObject({ calls: 0 });
  });
});

function purposeOfCall(body: unknown): string {
  return JSON.stringify(body).includes('"score"') ? "sample" : "other";
}
