import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Configuration } from "../../src/config.js";
import { promptPipeline } from "../../src/pipelines/prompt-pipeline.js";
import type { FakeProvider } from "../support/fake-provider/fake-provider.js";
import type { AnswerFunction } from "../support/fake-provider/provider-answer.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { providerEnvironment } from "../support/models.js";
import { openTestProject, type TestProject } from "../support/test-project.js";

const ITEMS = 6;
const CONCURRENCY = 3;
const FOREVER_MS = 600_000;
/** The check of the models at the start asks for their list, which costs nothing. */
const CHAT = { endpoint: "chat" } as const;

let provider: FakeProvider;
let latencyMs = 0;
let project: TestProject;
beforeEach(async () => {
  latencyMs = 0;
  provider = await startFakeProvider({ models: ["gpt-4o-mini"], latencyMs: () => latencyMs });
  project = await openTestProject(configuration, { environment: providerEnvironment(provider) });
});
afterEach(async () => {
  await project.close();
  await provider.stop();
});

const configuration: Configuration = {
  datasets: {
    articles: {
      items: () =>
        Array.from({ length: ITEMS }, (_, n) => ({ id: `a${n}`, input: { article: `Number ${n}.` } })),
    },
  },
  pipelines: { summarize: promptPipeline({ template: "Summarize: {{ article }}", maxOutputTokens: 20 }) },
  experiments: [
    {
      name: "summaries",
      dataset: "articles",
      pipeline: "summarize",
      variants: { only: { model: "gpt-4o-mini" } },
      evaluators: [],
      limits: { concurrency: CONCURRENCY, heartbeatTimeoutMs: 3_000 },
    },
  ],
};

const made = (): number => provider.count(CHAT);
const spendingOf = (experimentId: string | undefined) => project.store.getSpending(experimentId as string);

test("calls that a stopping worker hands back are counted beside those that the next one makes", async () => {
  latencyMs = FOREVER_MS;
  const first = await project.startWorker();
  const handle = await project.start({ definition: "summaries" });
  await provider.waitForCalls({ count: CONCURRENCY, filter: CHAT });
  await first.stop();
  latencyMs = 0;
  await project.startWorker();
  const { experiments } = await handle.result();
  expect(made()).toBe(ITEMS + CONCURRENCY);
  const spent = await spendingOf(handle.experimentIds[0]);
  expect(spent).toMatchObject({ calls: made(), lostCalls: CONCURRENCY, unpricedCalls: 0 });
  expect(experiments[0]?.summary?.spending).toEqual(spent);
  expect(experiments[0]?.summary?.runs).toMatchObject({ completed: ITEMS, failed: 0 });
});

test("calls in flight when an experiment is cancelled are counted", async () => {
  latencyMs = FOREVER_MS;
  await project.startWorker();
  const handle = await project.start({ definition: "summaries", limit: CONCURRENCY });
  await provider.waitForCalls({ count: CONCURRENCY, filter: CHAT });
  await handle.cancel();
  const { experiments } = await handle.result();
  expect(experiments[0]?.status).toBe("cancelled");
  expect(experiments[0]?.summary?.spending).toMatchObject({
    calls: CONCURRENCY,
    lostCalls: CONCURRENCY,
  });
  expect(made()).toBe(CONCURRENCY);
});

/** Fails the first call in this way, and answers all others. */
const failingFirst = (fault: ReturnType<AnswerFunction>): AnswerFunction => {
  let calls = 0;
  return () => {
    calls += 1;
    return calls === 1 ? fault : { text: "fine" };
  };
};

test.each([
  ["a body that is no answer", { fault: "malformed" }, 1],
  ["a cut connection", { fault: "reset" }, 1],
  ["429", { status: 429 }, 0],
  ["500", { status: 500 }, 0],
] as const)(
  "of a failed call, %s: what may have been paid for is counted, what was refused is not",
  async (_, fault, lostCalls) => {
    provider.setAnswer(failingFirst(fault));
    await project.startWorker();
    const handle = await project.start({ definition: "summaries" });
    await handle.result();
    expect(made()).toBe(ITEMS + 1);
    expect(await spendingOf(handle.experimentIds[0])).toMatchObject({ calls: ITEMS + lostCalls, lostCalls });
  },
);
