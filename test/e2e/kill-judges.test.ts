import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { ComparisonReport } from "../../src/domain/comparison/comparison.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import type { Store } from "../../src/domain/store.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { stopProcess } from "../../src/temporal/stop-process.js";
import type { Cli, SpawnedCli } from "../support/cli.js";
import type { FakeProvider } from "../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { createJudgedCli } from "../support/judged-cli.js";
import { recomputeFromRows } from "../support/recompute-report.js";
import { scriptedModels } from "../support/scripted-models.js";

const ITEMS = 12;
const SAMPLES = 3;
const CONCURRENCY = 6;
const MODELS = { plain: "gpt-4o-mini", rich: "gpt-4.1" };
const VARIANTS = Object.keys(MODELS).length;

let home = "";
let provider: FakeProvider;
let cli: Cli;
let spawned: SpawnedCli[] = [];
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "assay-kill-judges-"));
  spawned = [];
  provider = await startFakeProvider({
    models: ["gpt-4o", ...Object.values(MODELS)],
    latencyMs: 200,
    // Scores of 1 to 5 that differ between items and, for two in three items, between variants.
    answer: scriptedModels({
      pipeline: ({ model, promptText }) => ({ text: `Summary ${articleIn(promptText)} by ${model}` }),
      score: ({ promptText }) => {
        const [, model] = judgedIn(promptText);
        const article = Number(articleIn(promptText));
        return model === MODELS.plain ? 1 + (article % 5) : Math.min(5, 1 + (article % 5) + (article % 3));
      },
    }),
  });
  cli = createJudgedCli(home, {
    provider,
    settings: { items: ITEMS, models: MODELS },
    // A server of its own: the worker's death must not be mistaken for another test's.
    environment: { TEMPORAL_ADDRESS: undefined },
  });
});
afterEach(async () => {
  // Whatever a failed test left behind, by its id.
  await Promise.all(spawned.map((served) => served.end("SIGKILL")));
  const record = join(home, "temporal", "server.json");
  if (existsSync(record))
    await stopProcess((JSON.parse(readFileSync(record, "utf8")) as { pid: number }).pid);
  await provider.stop();
  rmSync(home, { recursive: true, force: true });
});

function articleIn(text: string): string {
  return /Article number (\d+)\./.exec(text)?.[1] ?? "none";
}

/** The summary that a judge is shown: its article and the model that wrote it. */
function judgedIn(text: string): [string, string] {
  const [, article = "none", model = "none"] = /Summary (\d+) by ([\w.-]+)/.exec(text) ?? [];
  return [article, model];
}

/** What a call is about: `pipeline 3 gpt-4o-mini`, `sample 3 gpt-4o-mini` or `steps`. */
function subjectOf(request: unknown, model: string | null): string {
  const text = JSON.stringify(request);
  if (text.includes('"steps"')) return "steps";
  return text.includes('"score"')
    ? `sample ${judgedIn(text).join(" ")}`
    : `pipeline ${articleIn(text)} ${model}`;
}

function countBySubject(subjects: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const subject of subjects) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  return counts;
}

/** Calls that the provider has seen, answered or not. */
function asked(): Map<string, number> {
  const calls = provider.calls.filter(({ endpoint, body }) => endpoint === "chat" && body !== null);
  return countBySubject(calls.map(({ body, model }) => subjectOf(body, model)));
}

/** Calls of runs that are finished: their answers are in the store. */
async function stored(store: Store, experiments: readonly Experiment[]): Promise<Map<string, number>> {
  const subjects: string[] = [];
  for (const { id } of experiments) {
    const runs = await store.listRuns({ experimentId: id, fromOrdinal: 0, limit: 1_000 });
    for (const { traceId } of runs)
      for (const { input, metadata } of await store.listObservations(traceId))
        subjects.push(subjectOf(input, String(metadata.requestedModel).replace("openai:", "")));
  }
  return countBySubject(subjects);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test("kill -9 while judges are at work: nothing finished is asked again, and the figures are those of the rows", async () => {
  const serve = (): SpawnedCli => {
    const served = cli.spawn("start");
    spawned.push(served);
    return served;
  };
  const isSample = ({ body }: { readonly body: unknown }): boolean =>
    subjectOf(body, null).startsWith("sample ");
  const served = serve();
  const started = await cli.run("run", "sampled", "--detach", "--json");
  expect({ code: started.code, stderr: started.code === 0 ? "" : started.stderr }).toMatchObject({ code: 0 });
  const { experimentIds, comparisonId } = JSON.parse(started.stdout) as {
    experimentIds: string[];
    comparisonId: string;
  };
  const store = await openSqliteStore({ file: join(home, "assay.db") });
  try {
    const isAtWork = async (): Promise<boolean> => {
      const { status, error } = (await store.getComparison(comparisonId)) ?? {};
      if (status !== "pending" && status !== "running") throw new Error(`${status}: ${error}`);
      const finished = provider.count((call) => isSample(call) && call.status === 200);
      return finished >= 20 && provider.count((call) => isSample(call) && call.finishedAt === null) > 0;
    };
    await served.until(isAtWork);
    await served.end("SIGKILL");
    // What the dead process had sent has arrived by now; what is unanswered stays so.
    await provider.waitForCalls({ count: 1, filter: { aborted: true } });
    const experiments = async (): Promise<Experiment[]> =>
      (await Promise.all(experimentIds.map((id) => store.getExperiment(id)))) as Experiment[];
    const seenAtKill = asked();
    const finishedAtKill = await stored(store, await experiments());
    const lost = new Map(
      [...seenAtKill]
        .filter(([subject]) => subject !== "steps")
        .map(([subject, count]) => [subject, count - (finishedAtKill.get(subject) ?? 0)]),
    );
    const lostCalls = [...lost.values()].reduce((sum, count) => sum + count, 0);
    expect(lostCalls).toBeGreaterThan(0);
    expect(lostCalls).toBeLessThanOrEqual(CONCURRENCY);

    const again = serve();
    await again.until(async () => (await store.getComparison(comparisonId))?.status === "completed");
    await again.end("SIGTERM");
    expect((await experiments()).map(({ status }) => status)).toEqual(["completed", "completed"]);

    const expected = new Map([["steps", 1]]);
    for (let article = 0; article < ITEMS; article += 1)
      for (const model of Object.values(MODELS)) {
        const pipeline = `pipeline ${article} ${model}`;
        const sample = `sample ${article} ${model}`;
        expected.set(pipeline, 1 + (lost.get(pipeline) ?? 0));
        expected.set(sample, SAMPLES + (lost.get(sample) ?? 0));
      }
    expect(Object.fromEntries(asked())).toEqual(Object.fromEntries(expected));
    expect(provider.count({ endpoint: "chat" })).toBe(1 + ITEMS * VARIANTS * (1 + SAMPLES) + lostCalls);

    const report = (await store.getComparison(comparisonId))?.report as ComparisonReport;
    await expectFiguresOfTheRows(report, await experiments());
  } finally {
    await store.close();
  }
});

/** Recomputes the report from what `assay export` gives: here by hand, and in Python where there is one. */
async function expectFiguresOfTheRows(
  report: ComparisonReport,
  experiments: readonly Experiment[],
): Promise<void> {
  const exported = await Promise.all(
    experiments.map(({ name }) => cli.run("export", name, "--format", "jsonl")),
  );
  const scores = exported.map(({ stdout }) =>
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { item_id: string; score_g_eval_overall: number })
      .sort((one, other) => (one.item_id < other.item_id ? -1 : 1))
      .map(({ score_g_eval_overall }) => score_g_eval_overall),
  );
  const [plain, rich] = scores as [number[], number[]];
  // By the script, article n scores (n mod 5) / 4 with one variant: two and two fifths rounds of 0, 1/4 … 1.
  expect(plain).toHaveLength(ITEMS);
  expect(mean(plain)).toBeCloseTo((2 * 2.5 + 0.25) / ITEMS, 12);
  report.experiments.forEach(({ metrics }, index) => {
    expect(metrics[0]).toMatchObject({ name: "g_eval_overall", n: ITEMS, unscoredRuns: 0 });
    expect(metrics[0]?.mean).toBeCloseTo(mean(scores[index] as number[]), 12);
  });
  const difference = report.differences.find(({ metric }) => metric === "g_eval_overall");
  const differences = rich.map((score, index) => score - (plain[index] as number));
  expect(difference).toMatchObject({
    n: ITEMS,
    wins: differences.filter((value) => value > 0).length,
    losses: differences.filter((value) => value < 0).length,
  });
  expect(difference?.meanDifference).toBeCloseTo(mean(differences), 12);
  const recomputation = await recomputeFromRows(cli, home, report);
  if (recomputation !== null) expect(recomputation).toMatchObject({ failures: [] });
}
