import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { ComparisonReport } from "../../src/domain/comparison/comparison-report.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import { type Cli, createCli } from "../support/cli.js";
import type { FakeProvider } from "../support/fake-provider/fake-provider.js";
import type { AnswerFunction } from "../support/fake-provider/provider-answer.js";
import { requestKey } from "../support/fake-provider/request-key.js";
import { seededFraction } from "../support/fake-provider/seeded-fraction.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { providerEnvironment } from "../support/models.js";

const config = fileURLToPath(new URL("./fixtures/hard-provider/assay.config.ts", import.meta.url));
const ITEMS = 40;

/** 5 % of the items, others for each model. */
const isFiltered = (model: string, item: number): boolean => seededFraction(8, `${model} ${item}`) < 0.05;
const filteredItems = (model: string): number[] =>
  Array.from({ length: ITEMS }, (_, item) => item).filter((item) => isFiltered(model, item));

/** Thinks aloud, with a wrong draft; 10 % are 429, 2 % unusable with status 200, 5 % filtered, as 200 or as 400. */
const hard: AnswerFunction = (request) => {
  const key = requestKey(request);
  if (seededFraction(1, key) < 0.1) return { status: 429, retryAfterSeconds: 0.2 };
  if (seededFraction(2, key) < 0.02) {
    const usage = { prompt_tokens: 10, completion_tokens: 0, total_tokens: 10 };
    return { fault: "raw", body: JSON.stringify({ id: "x", choices: [], usage }) };
  }
  const item = Number(/number (\d+)/.exec(request.promptText)?.[1]);
  if (isFiltered(request.model, item))
    return request.model === "thinker"
      ? { status: 400, code: "content_filter", message: "The response was filtered." }
      : { text: "", finishReason: "content_filter" };
  return { text: `<think>\nCapital ${item + 1}? No.\n</think>\n\nCapital ${item}` };
};

let home = "";
let provider: FakeProvider;
let cli: Cli;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "assay-hard-"));
  provider = await startFakeProvider({ models: ["gpt-4o-mini", "thinker"], answer: hard });
  const address = process.env.ASSAY_TEST_TEMPORAL_ADDRESS;
  cli = createCli(home, { TEMPORAL_ADDRESS: address, ...providerEnvironment(provider) });
});
afterEach(async () => {
  await provider.stop();
  rmSync(home, { recursive: true, force: true });
});

test("a provider that thinks aloud, filters, refuses and sends what is no answer: it ends, says what happened per variant, and no number is invented", async () => {
  const { code, stdout, stderr } = await cli.run("run", "capitals", "--json", "--config", config);
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  const result = JSON.parse(stdout) as {
    readonly experiments: readonly Experiment[];
    readonly comparison: ComparisonReport | null;
  };
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
