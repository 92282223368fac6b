import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { pricedUsage } from "../support/fake-provider/behaviours.js";
import type { FakeProvider } from "../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { hostCommands } from "../support/hosted-commands.js";
import { createJudgedCli } from "../support/judged-cli.js";
import { listObservations } from "../support/list-observations.js";
import { scriptedModels } from "../support/scripted-models.js";

const CONCURRENCY = 6;
const MODELS = ["gpt-4o", "gpt-4o-mini"];
/** With 10,000 tokens in and 1,000 out, a call costs 0.03 USD. */
const PRICE = { inputUsdPerMillion: 2, outputUsdPerMillion: 10 };
const COST = 0.03;
const TOKENS = 11_000;
const PRICES = { prices: { "gpt-4o": PRICE, "gpt-4o-mini": PRICE } };

const summaries = scriptedModels({
  pipeline: ({ promptText }) => ({ text: `Summary ${/number (\d+)/.exec(promptText)?.[1]}` }),
  score: () => 4,
});

const host = hostCommands();
afterAll(async () => await host.stop());

let home = "";
let provider: FakeProvider;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "assay-budget-"));
  provider = await startFakeProvider({ models: MODELS, answer: summaries });
});
afterEach(async () => {
  await provider.stop();
  rmSync(home, { recursive: true, force: true });
});

const answered = (): number => provider.count((call) => call.status === 200 && call.endpoint === "chat");

/** Model calls that the store holds as answered, of all experiments together. */
async function storedCalls(experiments: readonly Experiment[]): Promise<{
  readonly count: number;
  readonly costUsd: number;
  readonly tokens: number;
}> {
  const store = await openSqliteStore({ file: join(home, "assay.db") });
  try {
    const all = (await Promise.all(experiments.map(({ id }) => listObservations(store, id)))).flat();
    const calls = all.filter(({ type, level }) => type === "GENERATION" && level === "DEFAULT");
    return {
      count: calls.length,
      costUsd: calls.reduce((sum, { costUsd }) => sum + (costUsd ?? Number.NaN), 0),
      tokens: calls.reduce(
        (sum, { usage }) => sum + (usage?.inputTokens ?? Number.NaN) + (usage?.outputTokens ?? Number.NaN),
        0,
      ),
    };
  } finally {
    await store.close();
  }
}

test("two variants share one budget: exit code 4, and all that was paid for is in the store", async () => {
  provider.setAnswer(pricedUsage({ promptTokens: 10_000, completionTokens: 1_000, answer: summaries }));
  const settings = {
    items: 60,
    models: { a: "gpt-4o-mini", b: "gpt-4o-mini" },
    modelSettings: PRICES,
    limits: { concurrency: CONCURRENCY, budgetUsd: 1 },
  };
  const cli = createJudgedCli(home, { provider, settings, host });
  const { code, stdout, stderr } = await cli.run("run", "judged", "--json");
  expect({ code, stderr: code === 4 ? "" : stderr }).toEqual({ code: 4, stderr: "" });
  const { experiments } = JSON.parse(stdout) as { experiments: Experiment[] };
  expect(experiments.map(({ status }) => status)).toEqual(["stopped_by_budget", "stopped_by_budget"]);
  const calls = await storedCalls(experiments);
  expect(calls.count).toBe(answered());
  expect(calls.costUsd).toBeCloseTo(answered() * COST, 9);
  // Before the first call has told its price, as many go as may be in flight; none goes when nothing is left.
  expect(calls.costUsd).toBeGreaterThan(1 - COST);
  expect(calls.costUsd).toBeLessThanOrEqual(1 + CONCURRENCY * COST);
  const spent = experiments.map(({ summary }) => summary?.spending?.costUsd ?? Number.NaN);
  expect((spent[0] as number) + (spent[1] as number)).toBeCloseTo(calls.costUsd, 9);
  for (const { summary } of experiments) {
    const { planned, completed, failed, cancelled } = summary?.runs ?? {};
    expect(failed).toBe(0);
    expect([planned, (completed as number) + (cancelled as number)]).toEqual([60, 60]);
  }
});

test("a budget in tokens stops in the same way, without any price", async () => {
  provider.setAnswer(pricedUsage({ promptTokens: 10_000, completionTokens: 1_000, answer: summaries }));
  const settings = {
    items: 40,
    models: { only: "local:gpt-4o-mini" },
    limits: { concurrency: CONCURRENCY, budgetTokens: 20 * TOKENS },
  };
  const cli = createJudgedCli(home, { provider, settings, host });
  const { code, stdout } = await cli.run("run", "judged", "--json");
  expect(code).toBe(4);
  const { experiments } = JSON.parse(stdout) as { experiments: Experiment[] };
  expect(experiments.map(({ status }) => status)).toEqual(["stopped_by_budget"]);
  expect(experiments[0]?.summary?.spending?.tokens).toBe(answered() * TOKENS);
  expect(answered()).toBeGreaterThanOrEqual(20);
  expect(answered()).toBeLessThanOrEqual(20 + CONCURRENCY);
});

test("what ends at its budget says so, with what is done", async () => {
  provider.setAnswer(pricedUsage({ promptTokens: 10_000, completionTokens: 1_000, answer: summaries }));
  const settings = {
    items: 30,
    modelSettings: PRICES,
    limits: { concurrency: 2, budgetUsd: 0.3 },
  };
  const { code, stdout } = await createJudgedCli(home, { provider, settings, host }).run("run", "judged");
  expect(code).toBe(4);
  expect(stdout).toMatch(/^judged-only-\S+: stopped_by_budget\n/);
  expect(stdout).toMatch(/^30 runs: \d+ completed, 0 failed, \d+ cancelled$/m);
});

test("an estimate sends no item, and is near what the run then takes", async () => {
  const settings = { items: 8, models: { a: "gpt-4o-mini", b: "gpt-4o-mini" }, modelSettings: PRICES };
  const cli = createJudgedCli(home, { provider, settings, host });
  const estimate = await cli.run("run", "judged", "--estimate", "--json");
  // Lists of models cost nothing and hold nothing of the items.
  const sent = provider.calls.filter(({ endpoint }) => endpoint !== "models");
  expect({ code: estimate.code, sent }).toEqual({ code: 0, sent: [] });
  const { estimates } = JSON.parse(estimate.stdout) as {
    estimates: { variant: string; calls: number; inputTokens: number; costUsd: number }[];
  };
  expect(estimates.map(({ variant, calls }) => [variant, calls])).toEqual([
    // 8 answers, 8 judgements, and the evaluation steps: each variant could be the one that pays for these.
    ["a", 17],
    ["b", 17],
  ]);
  const { code, stdout } = await cli.run("run", "judged", "--json");
  expect(code).toBe(0);
  const { experiments } = JSON.parse(stdout) as { experiments: Experiment[] };
  const calls = await storedCalls(experiments);
  expect(answered()).toBe(33);
  // Tokens are told by length, and the pipeline's limit of output is taken to be used: a little on the safe side.
  const inputTokens = estimates.reduce((sum, one) => sum + one.inputTokens, 0);
  const costUsd = estimates.reduce((sum, one) => sum + one.costUsd, 0);
  expect(inputTokens / provider.totalTokens().promptTokens).toBeGreaterThan(0.9);
  expect(inputTokens / provider.totalTokens().promptTokens).toBeLessThan(1.3);
  expect(costUsd / calls.costUsd).toBeGreaterThan(1);
  expect(costUsd / calls.costUsd).toBeLessThan(1.5);
});

test("an estimate and doctor name models that are retired, and those that the provider's list has no more", async () => {
  const settings = { models: { old: "o3-mini", gone: "gpt-9" } };
  const cli = createJudgedCli(home, { provider, settings, host });
  const retired =
    "openai:o3-mini was retired on 2026-10-23 (developers.openai.com/api/docs/deprecations): its calls fail; name another model";
  const missing = `openai:gpt-9: openai at ${provider.openaiBaseUrl} has no such model.`;
  const { code, stderr } = await cli.run("run", "judged", "--estimate");
  expect(code).toBe(0);
  expect(stderr).toContain(`${retired}\n`);
  expect(stderr).toContain(missing);
  const { stdout } = await cli.run("doctor");
  expect(stdout).toContain(retired);
  expect(stdout).toContain(missing);
  expect(provider.count({ endpoint: "chat" })).toBe(0);
});

test("an estimate without a price names the model that has none", async () => {
  const settings = { models: { a: "local:mine", b: "gpt-4o-mini" } };
  const { code, stdout } = await createJudgedCli(home, { provider, settings, host }).run(
    "run",
    "judged",
    "--estimate",
  );
  expect(code).toBe(0);
  expect(stdout.trimEnd().split("\n").at(-1)).toBe(
    "expected cost of all variants: unknown, models.prices has none for local:mine (from 4 items; free text counted " +
      "at maxOutputTokens, else 500 tokens; no item was sent)",
  );
});

test("a budget in USD with a model without a price is refused before anything is sent", async () => {
  const settings = { models: { only: "local:unheard-of" }, limits: { budgetUsd: 1 } };
  const cli = createJudgedCli(home, { provider, settings, host });
  const { code, stdout, stderr } = await cli.run("run", "judged");
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.slice(stderr.indexOf("assay: "))).toBe(
    'assay: The price of model "local:unheard-of" is unknown, so a budget in USD cannot be kept. ' +
      'Give it in the configuration: models: { prices: { "local:unheard-of": { inputUsdPerMillion, outputUsdPerMillion } } }, ' +
      "or use limits.budgetTokens instead of limits.budgetUsd.\n",
  );
  expect(provider.calls).toHaveLength(0);
});
