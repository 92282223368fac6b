import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ComparisonReport } from "../../src/domain/comparison/comparison.js";
import { createCli } from "../support/cli.js";
import { hostCommands } from "../support/hosted-commands.js";
import { exportRows, hasPython, type Recomputation, recomputeReports } from "../support/recompute-report.js";

const example = fileURLToPath(new URL("../../examples/spam-filter/assay.config.ts", import.meta.url));

const host = hostCommands();
afterAll(async () => await host.stop());

let home = "";
let report: ComparisonReport;
let rows: readonly string[] = [];

/** The report with one thing about it changed, each of which has to be noticed. */
const CHANGES = {
  nothing: () => report,
  "a figure in the sixth digit": () => {
    const [first, ...others] = report.experiments;
    const [metric, ...metrics] = first?.metrics ?? [];
    const changed = { ...metric, mean: (metric?.mean as number) * (1 + 1e-6) };
    return { ...report, experiments: [{ ...first, metrics: [changed, ...metrics] }, ...others] };
  },
  "a count by one": () => {
    const [first, ...others] = report.differences;
    return { ...report, differences: [{ ...first, wins: (first?.wins as number) + 1 }, ...others] };
  },
  "a field that nobody recomputes": () => {
    const [first, ...others] = report.differences;
    return { ...report, differences: [{ ...first, novelty: 0.5 }, ...others] };
  },
  "a difference left out": () => ({ ...report, differences: report.differences.slice(0, -1) }),
  "a number that is no figure": () => withSentence(`${report.winner.sentence} By +0.9876.`),
  "the sign of a figure": () => {
    const [change = ""] = /[+−][\d.]+(?= points| %)/.exec(report.winner.sentence) ?? [];
    return exchanged(change, `${change.startsWith("+") ? "−" : "+"}${change.slice(1)}`);
  },
  "two figures that changed places": () => {
    const [means = "", before, after] = /([\d.]+) % → ([\d.]+) %/.exec(report.winner.sentence) ?? [];
    return exchanged(means, `${after} % → ${before} %`);
  },
} as const satisfies Record<string, () => unknown>;
let outcomes: ReadonlyMap<string, Recomputation>;
const outcomeOf = (change: keyof typeof CHANGES) => outcomes.get(change) as Recomputation;

function withSentence(sentence: string): unknown {
  return { ...report, winner: { ...report.winner, sentence } };
}

function exchanged(right: string, wrong: string): unknown {
  const { sentence } = report.winner;
  const changed = sentence.replace(right, wrong);
  expect(changed).not.toBe(sentence);
  return withSentence(changed);
}

(hasPython ? describe : describe.skip)("the spam filter's report, recomputed from its exported rows", () => {
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "assay-recompute-"));
    const cli = createCli(home, { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS }, { host });
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
    const changes = Object.entries(CHANGES);
    const found = recomputeReports(
      home,
      changes.map(([, make]) => make()),
      rows,
    );
    outcomes = new Map(changes.map(([change], place) => [change, found[place] as Recomputation]));
  }, 300_000);
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test("holds in every number", () => {
    const outcome = outcomeOf("nothing");
    expect(outcome.failures).toEqual([]);
    expect(outcome.recomputed).toBeGreaterThan(80);
    expect(
      readFileSync(rows[0] as string, "utf8")
        .trim()
        .split("\n"),
    ).toHaveLength(120);
  });
  test("is refused when a figure is off in the sixth digit", () => {
    const { failures } = outcomeOf("a figure in the sixth digit");
    expect(failures.map(({ path }) => path)).toEqual(["experiments/0/metrics/0/mean"]);
  });
  test("is refused when a count is off by one", () => {
    const { failures } = outcomeOf("a count by one");
    expect(failures.map(({ path }) => path)).toEqual(["differences/0/wins"]);
  });
  test("is refused when it has a field that nobody recomputes", () => {
    expect(outcomeOf("a field that nobody recomputes").failures).toEqual([
      { path: "differences/0/novelty", reported: 0.5, recomputed: "nothing: an unknown field" },
    ]);
  });
  test("is refused when a difference is left out", () => {
    const { failures } = outcomeOf("a difference left out");
    expect(failures.map(({ path }) => path)).toContain("differences");
  });
  test("is refused when the sentence quotes a number that is no figure", () => {
    const { failures } = outcomeOf("a number that is no figure");
    expect(failures.map(({ path, reported }) => [path, reported])).toEqual([["winner/sentence", "+0.9876"]]);
  });
  test.each(["the sign of a figure", "two figures that changed places"] as const)(
    "is refused when its sentence differs in %s",
    (change) => {
      const { failures } = outcomeOf(change);
      expect(failures.map(({ path }) => path)).toEqual(["winner/sentence"]);
    },
  );
});
