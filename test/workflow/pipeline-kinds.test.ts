import { afterEach, expect, test } from "@jest/globals";
import type { Run } from "../../src/domain/experiment/run.js";
import type { JsonObject } from "../../src/domain/json/json.js";
import type { Pipeline } from "../../src/domain/pipeline/pipeline.js";
import { exactMatch } from "../../src/evaluators/text/exact-match.js";
import { commandPipeline } from "../../src/pipelines/command-pipeline.js";
import { pipeline } from "../../src/pipelines/function-pipeline.js";
import { httpPipeline } from "../../src/pipelines/http-pipeline.js";
import { promptPipeline } from "../../src/pipelines/prompt-pipeline.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { answerWith, startLocalService } from "../support/local-service.js";
import { providerEnvironment } from "../support/models.js";
import { openTestProject, type TestProject } from "../support/test-project.js";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function openProject(
  pipeline: Pipeline,
  variants: Record<string, JsonObject>,
  environment: NodeJS.ProcessEnv = {},
): Promise<TestProject> {
  const articles = ["iron", "zinc", "lead"];
  const project = await openTestProject(
    {
      datasets: {
        articles: {
          items: () =>
            articles.map((article) => ({ id: article, input: { article }, expectedOutput: `<${article}>` })),
        },
      },
      pipelines: { tested: pipeline },
      experiments: [
        {
          name: "kinds",
          dataset: "articles",
          pipeline: "tested",
          variants,
          evaluators: [exactMatch()],
          limits: { concurrency: 3, maxAttempts: 2 },
        },
      ],
    },
    { environment },
  );
  closing.push(() => project.close());
  return project;
}

/** Runs the only variant to its end; its runs in the order of the items. */
async function runsOf(project: TestProject): Promise<readonly Run[]> {
  await project.startWorker();
  const handle = await project.start({ definition: "kinds" });
  await handle.result();
  const experimentId = handle.experimentIds[0] as string;
  return await project.store.listRuns({ experimentId, fromOrdinal: 0, limit: 10 });
}

test("prompt variants that are configuration alone run, and each answer is paid once", async () => {
  const provider = await startFakeProvider({
    models: ["gpt-4o"],
    answer: ({ userText }) => ({ text: userText }),
  });
  closing.push(() => provider.stop());
  const variant = { prompt: "<{{ article }}>", model: "gpt-4o", temperature: 0.7 };
  const project = await openProject(promptPipeline(), { only: variant }, providerEnvironment(provider));
  const runs = await runsOf(project);
  expect(runs.map(({ status, output }) => [status, output])).toEqual([
    ["completed", "<iron>"],
    ["completed", "<zinc>"],
    ["completed", "<lead>"],
  ]);
  expect(provider.count({ endpoint: "chat" })).toBe(3);
});

test("a worker without the key or the variable fails the experiment with the name, and calls nothing", async () => {
  const refused = async (tested: Pipeline, variant: JsonObject): Promise<string | null | undefined> => {
    const project = await openProject(tested, { only: variant });
    await project.startWorker();
    const { experiments } = await (await project.start({ definition: "kinds" })).result();
    expect(experiments[0]?.status).toBe("failed");
    return experiments[0]?.error;
  };
  expect(await refused(promptPipeline(), { prompt: "<{{ article }}>", model: "gpt-4o" })).toBe(
    "OPENAI_API_KEY is not set: models of openai, such as gpt-5.4-mini, need the API key in this variable of the worker's environment.",
  );
  const headers = { authorization: { fromEnvironment: "TEST_UNSET_TOKEN" } };
  expect(await refused(httpPipeline({ url: "http://127.0.0.1:9/", headers }), {})).toBe(
    'Pipeline "tested" reads the environment variable TEST_UNSET_TOKEN, which is not set or empty here. Set it for the ' +
      "worker and start again.",
  );
});

test("a template with an error keeps the experiment from starting", async () => {
  const project = await openProject(promptPipeline(), { only: { prompt: "{% if a %}", model: "gpt-4o" } });
  await expect(project.start({ definition: "kinds" })).rejects.toThrow(
    'The config of variant "only" does not fit the config schema of pipeline "tested".\n' +
      "✖ Invalid input: expected a Liquid template without errors (tag {% if a %} not closed, line:1, col:1)",
  );
});

test("a service is asked again after a 500 and not after a 400", async () => {
  const service = await startLocalService((response, { body }) => {
    const { input } = JSON.parse(body) as { input: { article: string } };
    const tries = service.requests.filter((request) => request.body === body).length;
    if (input.article === "zinc" && tries === 1) answerWith(response, { status: 500, body: "oops" });
    else if (input.article === "lead") answerWith(response, { status: 400, body: "no lead" });
    else answerWith(response, { body: { text: `<${input.article}>` } });
  });
  closing.push(() => service.stop());
  const project = await openProject(httpPipeline({ url: service.baseUrl, output: "text" }), { only: {} });
  const runs = await runsOf(project);
  expect(runs.map(({ status, output }) => [status, output])).toEqual([
    ["completed", "<iron>"],
    ["completed", "<zinc>"],
    ["failed", null],
  ]);
  expect(runs[2]?.error).toEqual({
    type: "PipelineRequestRejectedError",
    message: `POST ${service.baseUrl}/ answered 400: no lead`,
  });
  expect(service.requests).toHaveLength(4);
});

test("a command that never ends fails its own run at its time-out", async () => {
  const code = `
    let text = "";
    process.stdin.on("data", (part) => (text += part)).on("end", () => {
      const { input: { article }, repetition } = JSON.parse(text);
      if (article === "zinc") setInterval(() => {}, 1000);
      else console.log(JSON.stringify("<" + article + ">"));
    });`;
  const pipeline = commandPipeline({ command: process.execPath, args: ["-e", code], timeoutMs: 5_000 });
  const runs = await runsOf(await openProject(pipeline, { only: {} }));
  expect(runs.map(({ status, output }) => [status, output])).toEqual([
    ["completed", "<iron>"],
    ["failed", null],
    ["completed", "<lead>"],
  ]);
  expect(runs[1]?.error).toEqual({
    type: "CallTimeoutError",
    message: 'Pipeline "tested" did not finish within 5000 ms. Raise its time-out, or see why it hangs.',
    isPassing: true,
  });
});

test("what a function needs is made ready before its call, and is no part of the latency", async () => {
  const PREPARATION_MS = 1_000;
  let model: Promise<string> | null = null;
  let trainings = 0;
  const train = async (name: string): Promise<string> => {
    trainings += 1;
    await new Promise((resolve) => setTimeout(resolve, PREPARATION_MS));
    return name;
  };
  const trained = pipeline<{ article: string }, { model: string }>({
    prepare: async ({ config }) => {
      model ??= train(config.model);
      await model;
    },
    run: async ({ input }) => `${await model}: ${input.article}`,
  });
  const runs = await runsOf(await openProject(trained, { only: { model: "bayes" } }));
  expect(runs.map(({ output }) => output)).toEqual(["bayes: iron", "bayes: zinc", "bayes: lead"]);
  expect(trainings).toBe(1);
  for (const { latencyMs } of runs) expect(latencyMs).toBeLessThan(PREPARATION_MS);
});

test("a preparation that fails is the run's failure, with its own time limit and message", async () => {
  const hanging = pipeline({
    timeoutMs: 200,
    prepare: () => new Promise(() => undefined),
    run: () => "never",
  });
  const runs = await runsOf(await openProject(hanging, { only: {} }));
  expect(runs.map(({ status, error }) => [status, error?.message])).toEqual(
    Array(3).fill([
      "failed",
      'Pipeline "tested" in its preparation did not finish within 200 ms. Raise its time-out, or see why it hangs.',
    ]),
  );
});
