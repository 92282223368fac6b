import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, expect, test } from "@jest/globals";
import type { ComparisonReport } from "../../src/domain/comparison/comparison-report.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import { type Cli, createCli } from "../support/cli.js";
import type { FakeProvider } from "../support/fake-provider/fake-provider.js";
import type { AnswerFunction } from "../support/fake-provider/provider-answer.js";
import { requestKey } from "../support/fake-provider/request-key.js";
import { seededFraction } from "../support/fake-provider/seeded-fraction.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { hostCommands } from "../support/hosted-commands.js";
import { providerEnvironment } from "../support/models.js";
import { scriptedSkillforge } from "../support/scripted-skillforge.js";

const config = fileURLToPath(new URL("./fixtures/hard-provider/assay.config.ts", import.meta.url));
const ITEMS = 40;

const MODELS = ["gpt-4o-mini", "thinker", "claude-sonnet-4-6", "gpt-5.4-mini"];

/** 5 % of the items, others for each model. */
const isFiltered = (model: string, item: number): boolean => seededFraction(8, `${model} ${item}`) < 0.05;
const filteredItems = (model: string): number[] =>
  Array.from({ length: ITEMS }, (_, item) => item).filter((item) => isFiltered(model, item));

/** Writes capitals; filtered as 200 or as 400. */
const answerCapital: AnswerFunction = (request) => {
  const item = Number(/number (\d+)/.exec(request.promptText)?.[1]);
  if (isFiltered(request.model, item))
    return request.model === "thinker"
      ? { status: 400, code: "content_filter", message: "The response was filtered." }
      : { text: "", finishReason: "content_filter" };
  return { text: `<think>\nCapital ${item + 1}? No.\n</think>\n\nCapital ${item}` };
};

/** Analyses of the demonstration whose answer was held back, by what their prompt asks for. */
let heldBack: Record<string, number> = {};
const skillforge = scriptedSkillforge(() => 4);
/** Analyses of quality 4 and judgements of them, each after a draft that says 1. */
const answerDemonstration: AnswerFunction = async (request) => {
  const { promptText } = request;
  if (!promptText.includes("# Criterion: ") && seededFraction(9, promptText) < 0.05) {
    const prompt = /Answer in this form/.test(promptText)
      ? "concise"
      : /First find out/.test(promptText)
        ? "detailed"
        : "structured";
    heldBack[prompt] = (heldBack[prompt] ?? 0) + 1;
    return { text: "", finishReason: "content_filter" };
  }
  const answer = await skillforge(request);
  if (!("text" in answer || "json" in answer)) return answer;
  const { text, json, ...rest } = answer;
  return {
    ...rest,
    text: `<think>Perhaps {"score": 1}, quality 1?</think>\n${text ?? JSON.stringify(json)}`,
  };
};

/** Thinks aloud, with a wrong draft; 10 % are 429, 2 % unusable with status 200, 5 % filtered. */
const hard: AnswerFunction = (request) => {
  const key = requestKey(request);
  if (seededFraction(1, key) < 0.1) return { status: 429, retryAfterSeconds: 0.2 };
  if (seededFraction(2, key) < 0.02) {
    const usage = { prompt_tokens: 10, completion_tokens: 0, total_tokens: 10 };
    return { fault: "raw", body: JSON.stringify({ id: "x", choices: [], usage }) };
  }
  return request.promptText.includes("Capital number")
    ? answerCapital(request)
    : answerDemonstration(request);
};

const host = hostCommands();
afterAll(async () => await host.stop());

let home = "";
let provider: FakeProvider;
let cli: Cli;
beforeEach(async () => {
  heldBack = {};
  home = mkdtempSync(join(tmpdir(), "assay-hard-"));
  provider = await startFakeProvider({ models: MODELS, answer: hard });
  const address = process.env.ASSAY_TEST_TEMPORAL_ADDRESS;
  cli = createCli(home, { TEMPORAL_ADDRESS: address, ...providerEnvironment(provider) }, { host });
});
afterEach(async () => {
  await provider.stop();
  rmSync(home, { recursive: true, force: true });
});

interface Result {
  readonly experiments: readonly Experiment[];
  readonly comparison: ComparisonReport | null;
}

test("npm start with a provider that thinks aloud, filters, refuses and sends what is no answer: it ends, says what happened per variant, and no number is invented", async () => {
  const { code, stdout, stderr } = await cli.run("start", "--demo", "--once", "--json", "--config", config);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  const { further, ...demonstration } = JSON.parse(stdout) as Result & {
    readonly further: readonly [Result];
  };
  const [result] = further;
  expect(demonstration.experiments.map(({ variant }) => variant)).toEqual([
    "detailed",
    "concise",
    "structured",
  ]);
  for (const { variant, summary } of demonstration.experiments) {
    const count = heldBack[variant] ?? 0;
    expect(summary?.runs).toMatchObject({ planned: 3, completed: 3, failed: 0 });
    expect(summary?.finishReasons).toEqual(
      count === 0 ? { stop: 3 } : { "content-filter": count, stop: 3 - count },
    );
    const judged = summary?.metrics.filter(({ name }) => name.startsWith("g_eval_")) ?? [];
    expect(judged).toHaveLength(4);
    // The judge says 4 of 5, and 1 in the draft before; what was held back has nothing that it could judge.
    for (const metric of judged)
      expect(metric).toMatchObject({ n: 3 - count, mean: 0.75, unscoredRuns: count });
  }
  expect(provider.count({ status: 429 })).toBeGreaterThan(3);
  const filtered = { plain: filteredItems("gpt-4o-mini"), own: filteredItems("thinker") };
  expect([filtered.plain.length, filtered.own.length]).toEqual([3, 4]);
  for (const variant of ["plain", "own"] as const) {
    const experiment = result.experiments.find((one) => one.variant === variant);
    const { summary } = experiment ?? {};
    const count = filtered[variant].length;
    expect(summary?.runs).toMatchObject({ planned: ITEMS, completed: ITEMS, failed: 0 });
    expect(summary?.finishReasons).toEqual({ "content-filter": count, stop: ITEMS - count });
    // Each answer that came is right, the draft of its reasoning is not; what was held back has no answer.
    const metric = summary?.metrics.find(({ name }) => name === "exact_match");
    expect(metric).toMatchObject({ n: ITEMS, mean: (ITEMS - count) / ITEMS, unscoredRuns: 0 });
    const exported = await cli.run("export", experiment?.name ?? "", "--format", "jsonl", "--config", config);
    const rows = exported.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows).toHaveLength(ITEMS);
    for (const row of rows) {
      const item = Number(String(row.item_id).slice(1));
      const isHeldBack = filtered[variant].includes(item);
      expect([row.output, row.finish_reason]).toEqual(
        isHeldBack ? ["", "content-filter"] : [`Capital ${item}`, "stop"],
      );
      // A refused request tells no tokens: its cost is unknown, not 0.
      if (isHeldBack && variant === "own") expect([row.cost_usd, row.total_tokens]).toEqual([null, null]);
    }
    const { stdout: shown } = await cli.run("show", experiment?.name ?? "", "--config", config);
    expect(shown).toContain(`answers of the pipeline: ${count} held back by the provider's filter`);
  }
  expect(result.comparison?.warnings.join()).toContain(
    `the sides differ in answers that did not end as asked (${result.experiments.map(({ name, variant }) => `${name}: ${filtered[variant as "plain" | "own"].length} held back by the provider's filter`).join("; ")})`,
  );
});

test("replies that are no answer are told while they are tried again, and the run goes on when an answer comes", async () => {
  const none = { fault: "raw", body: JSON.stringify({ id: "x", choices: [] }) } as const;
  provider.setAnswer(() => none);
  const run = cli.spawn("run", "stubborn", "--limit", "1", "--name", "stubborn-one", "--config", config);
  const why = "openai:gpt-4o-mini: the reply has status 200 and holds no answer: it has no choices";
  const instant = String.raw`\d{4}-\d\d-\d\dT[\d:]{8}Z`;
  const told = new RegExp(
    `1 call waits to be tried again after ModelReplyUnusableError \\(${why}; try \\d+ of 50 failed\\), since ${instant}, until ${instant}`,
  );
  await run.saw(told);
  for (const command of ["progress", "show"]) {
    // While a try is being made nothing waits: who looks in that moment looks again.
    for (let looks = 1; ; looks += 1) {
      const { code, stdout } = await cli.run(command, "stubborn-one", "--config", config);
      expect(code).toBe(0);
      if (told.test(stdout)) break;
      expect(looks).toBeLessThan(10);
    }
  }
  provider.setAnswer(() => ({ text: "Capital 0" }));
  const { code, stdout } = await run.end();
  expect(code).toBe(0);
  expect(stdout).toContain("1 run: 1 completed, 0 failed, 0 cancelled");
});
