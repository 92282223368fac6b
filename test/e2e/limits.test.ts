import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "@jest/globals";
import { Client, Connection } from "@temporalio/client";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import type { Cli, SpawnedCli } from "../support/cli.js";
import { rateLimitedFraction } from "../support/fake-provider/behaviours.js";
import type { FakeProvider } from "../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { hostCommands } from "../support/hosted-commands.js";
import { createJudgedCli } from "../support/judged-cli.js";
import { scriptedModels } from "../support/scripted-models.js";

const address = process.env.ASSAY_TEST_TEMPORAL_ADDRESS as string;
const BIG = "gpt-4o-mini";
const SMALL = "gpt-4.1";

const summaries = scriptedModels({
  pipeline: ({ promptText, model }) => ({
    text: `Summary ${/number (\d+)/.exec(promptText)?.[1]} by ${model}`,
  }),
  score: () => 4,
});

const host = hostCommands();
afterAll(async () => await host.stop());

let home = "";
let provider: FakeProvider;
let workers: SpawnedCli[] = [];
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "assay-limits-"));
  provider = await startFakeProvider({
    models: ["gpt-4o", BIG, SMALL],
    answer: summaries,
    latencyMs: 30,
  });
  workers = [];
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.end("SIGTERM")));
  await provider.stop();
  rmSync(home, { recursive: true, force: true });
});

async function startWorkers(cli: Cli, count: number): Promise<void> {
  workers = Array.from({ length: count }, () => cli.spawn("worker"));
  await Promise.all(workers.map((worker) => worker.saw(/worker started/)));
}

test("two worker processes on one store keep one limit together, and drop no run for 30 % of 429", async () => {
  const requestsPerMinute = 480;
  const perSecond = requestsPerMinute / 60;
  provider.setAnswer(rateLimitedFraction({ seed: 11, fraction: 0.3, answer: summaries }));
  const cli = createJudgedCli(home, {
    provider,
    host,
    settings: {
      items: 20,
      limits: { concurrency: 20 },
      modelSettings: { limits: { openai: { requestsPerMinute } } },
    },
  });
  await startWorkers(cli, 2);
  const { code, stdout, stderr } = await cli.run("run", "judged", "--json");
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  const [experiment] = (JSON.parse(stdout) as { experiments: Experiment[] }).experiments as [Experiment];
  expect(experiment.summary?.runs).toMatchObject({ planned: 20, completed: 20, failed: 0 });
  expect(experiment.summary?.metrics[0]).toMatchObject({ name: "g_eval_overall", n: 20, unscoredRuns: 0 });
  expect(provider.count({ status: 429 })).toBeGreaterThanOrEqual(10);
  // 20 answers, 20 judgements and the evaluation steps, each answered once whatever was refused before.
  expect(provider.count({ endpoint: "chat", status: 200 })).toBe(41);
  // Half a second's worth may come at once; a second more is for timers that a busy machine lets fire late. Two
  // workers that did not know of each other would come to twice the rate.
  for (const seconds of [1, 2, 3, 4]) {
    const most = provider.maximumRequestsIn(seconds * 1_000);
    expect(most).toBeLessThanOrEqual(Math.ceil((seconds + 1.5) * perSecond));
  }
  expect(await workersOf(experiment.workflowId)).toBe(2);
});

/** How many worker processes took part in a workflow's activities. */
async function workersOf(workflowId: string): Promise<number> {
  const connection = await Connection.connect({ address });
  try {
    const { events } = await new Client({ connection }).workflow.getHandle(workflowId).fetchHistory();
    const identities = (events ?? []).map((event) => event.activityTaskStartedEventAttributes?.identity);
    return new Set(identities.filter((identity) => identity !== undefined && identity !== null)).size;
  } finally {
    await connection.close();
  }
}

test.each([
  ["an interactive experiment goes before", { big: "last", small: "first" }, 15],
  ["an experiment of the same priority gets its fair share beside", { big: "judged", small: "judged" }, 50],
])("%s a big one that waits for the same limit", async (_name, { big, small }, mostBetween) => {
  const settings = {
    items: 240,
    limits: { concurrency: 240 },
    modelSettings: { limits: { openai: { requestsPerMinute: 900 } } },
  };
  const cliOf = (only: string): Cli =>
    createJudgedCli(home, { provider, host, settings: { ...settings, models: { only } } });
  await startWorkers(cliOf(BIG), 1);
  const started = await cliOf(BIG).run("run", big, "--detach", "--json");
  expect({ code: started.code, stderr: started.code === 0 ? "" : started.stderr }).toMatchObject({
    code: 0,
  });
  await provider.waitForCalls({ count: 3, filter: isOf(BIG) });
  const { code, stderr } = await cliOf(SMALL).run("run", small, "--limit", "20");
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  const { calls } = provider;
  const own = calls.flatMap((call, index) => (isOf(SMALL)(call) ? [index] : []));
  expect(own).toHaveLength(40);
  const [joined, halfDone] = [own[0] as number, own[19] as number];
  // In the order of coming, what the big one had in line would have come before: of its 480 calls hundreds.
  expect(calls.slice(0, joined).filter(isOf(BIG)).length).toBeLessThan(300);
  // A busy machine asks for the small one's turns later than they come; a fair share would be one for one, 19.
  expect(calls.slice(joined, halfDone).filter(isOf(BIG)).length).toBeLessThan(mostBetween);
  const { experimentIds } = JSON.parse(started.stdout) as { experimentIds: [string] };
  expect((await cliOf(BIG).run("cancel", experimentIds[0])).code).toBe(0);
});

/** Whether a call answers, or judges an answer, with this model. */
function isOf(model: string) {
  return (call: { readonly model: string | null; readonly body: unknown }): boolean =>
    call.model === model || JSON.stringify(call.body).includes(` by ${model}`);
}
