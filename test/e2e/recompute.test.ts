import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ComparisonReport } from "../../src/domain/comparison/comparison.js";
import { createCli } from "../support/cli.js";
import { exportRows, hasPython, recomputeReport } from "../support/recompute-report.js";

const example = fileURLToPath(new URL("../../examples/spam-filter/assay.config.ts", import.meta.url));

let home = "";
let report: ComparisonReport;
let rows: readonly string[] = [];
const recompute = (changed: unknown) => recomputeReport(home, changed, rows);

(hasPython ? describe : describe.skip)("the spam filter's report, recomputed from its exported rows", () => {
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "assay-recompute-"));
    const cli = createCli(home, { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS });
    const run = async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await cli.run(...args, "--config", example);
      expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
      return stdout;
    };
    const started = await run("run", "spam-filter", "--limit", "120", "--name", "mails", "--json");
    const { experiments } = JSON.parse(started) as { experiments: { name: string }[] };
    const names = experiments.map(({ name }) => name);
    report = JSON.parse(await run("compare", ...names, "--format", "json")) as ComparisonReport;
    rows = await exportRows(cli, home, names, ["--config", example]);
  }, 300_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test("holds in every number", () => {
    const outcome = recompute(report);
    expect(outcome.failures).toEqual([]);
    expect(outcome.recomputed).toBeGreaterThan(80);
    expect(
      readFileSync(rows[0] as string, "utf8")
        .trim()
        .split("\n"),
    ).toHaveLength(120);
  });
  test("is refused when a figure is off in the sixth digit", () => {
    const [first, ...others] = report.experiments;
    const [metric, ...metrics] = first?.metrics ?? [];
    const changed = { ...metric, mean: (metric?.mean as number) * (1 + 1e-6) };
    const { failures } = recompute({
      ...report,
      experiments: [{ ...first, metrics: [changed, ...metrics] }, ...others],
    });
    expect(failures.map(({ path }) => path)).toEqual(["experiments/0/metrics/0/mean"]);
  });
  test("is refused when a count is off by one", () => {
    const [first, ...others] = report.differences;
    const { failures } = recompute({
      ...report,
      differences: [{ ...first, wins: (first?.wins as number) + 1 }, ...others],
    });
    expect(failures.map(({ path }) => path)).toEqual(["differences/0/wins"]);
  });
  test("is refused when it has a field that nobody recomputes", () => {
    const [first, ...others] = report.differences;
    const { failures } = recompute({ ...report, differences: [{ ...first, novelty: 0.5 }, ...others] });
    expect(failures).toEqual([
      { path: "differences/0/novelty", reported: 0.5, recomputed: "nothing: an unknown field" },
    ]);
  });
  test("is refused when a difference is left out", () => {
    const { failures } = recompute({ ...report, differences: report.differences.slice(0, -1) });
    expect(failures.map(({ path }) => path)).toContain("differences");
  });
  test("is refused when the sentence quotes a number that is no figure", () => {
    const sentence = `${report.winner.sentence} By +0.9876.`;
    const { failures } = recompute({ ...report, winner: { ...report.winner, sentence } });
    expect(failures.map(({ path, reported }) => [path, reported])).toEqual([["winner/sentence", "+0.9876"]]);
  });
  test("is refused when a figure of the sentence has the other sign, or stands in another's place", () => {
    const { sentence } = report.winner;
    const [change = ""] = /[+−][\d.]+(?= points| %)/.exec(sentence) ?? [];
    const turned = `${change.startsWith("+") ? "−" : "+"}${change.slice(1)}`;
    const [means = "", before, after] = /([\d.]+) % → ([\d.]+) %/.exec(sentence) ?? [];
    for (const [right, wrong] of [
      [change, turned],
      [means, `${after} % → ${before} %`],
    ] as const) {
      const changed = sentence.replace(right, wrong);
      expect(changed).not.toBe(sentence);
      const { failures } = recompute({ ...report, winner: { ...report.winner, sentence: changed } });
      expect(failures.map(({ path }) => path)).toEqual(["winner/sentence"]);
    }
  });
});
