import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { z } from "zod";
import { ComparisonReport } from "../../../src/domain/comparison/comparison.js";
import type { Store } from "../../../src/domain/store.js";
import { displayWidth } from "../../../src/formatting/display-width.js";
import { intervalBar } from "../../../src/report/interval-bar.js";
import { renderComparisonMarkdown } from "../../../src/report/render-comparison-markdown.js";
import { renderComparisonText } from "../../../src/report/render-comparison-text.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { storedComparison } from "../../support/stored-comparison.js";

const SCHEMA = new URL("../../../docs/comparison-report.schema.json", import.meta.url);
const HOSTILE = '<script>alert("x")</script>';

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const level = Array.from({ length: 40 }, (_, index) => 0.4 + 0.01 * index);
const better = level.map((value, index) => value + 0.1 + 0.01 * (index % 3));
const same = level.map((value, index) => value + 0.002 * ((index % 5) - 2));

describe("an interval as a bar", () => {
  const bar = (lower: number, estimate: number, upper: number, reach = 1) =>
    intervalBar({ estimate, interval: { level: 0.95, lower, upper } }, reach);

  test("shows zero, both ends and the estimate on a common scale", () => {
    expect(bar(0.5, 0.7, 1)).toBe("····················│·········├───●─────┤");
    expect(bar(-0.4, -0.2, 0.1)).toBe("············├───●───┼─┤··················");
    expect(bar(-1, 0, 1)).toBe("├───────────────────●───────────────────┤");
  });

  test("never touches the mark of zero when the interval excludes it, however close it comes", () => {
    expect(bar(0.0001, 0.2, 0.4)).toBe("····················│├──●───┤············");
    expect(bar(-0.4, -0.2, -0.0001)).toBe("············├───●──┤│····················");
    expect(bar(0.00001, 0.00002, 0.00003)).toBe("····················│●···················");
  });

  test("always touches it when the interval contains it", () => {
    expect(bar(0, 0.2, 0.4)).toBe("····················├───●───┤············");
    expect(bar(-0.4, -0.2, 0)).toBe("············├───●───┤····················");
    expect(bar(-0.0001, 0.2, 0.4)).toBe("····················├───●───┤············");
    expect(bar(0, 0, 0, 0)).toBe("····················●····················");
  });
});

describe("the outputs of a comparison", () => {
  test("end with the verdict in the terminal, and say more with details", async () => {
    const report = await storedComparison(store, { base: level, better, same });
    const lines = renderComparisonText(report).split("\n");
    expect(lines.at(-1)).toBe(`Verdict: ${report.winner.sentence}`);
    expect(report.winner.variant).toBe("better");
    expect(lines.join("\n")).not.toContain("detectable at 80 %");
    const detailed = renderComparisonText(report, { details: true });
    expect(detailed).toContain("detectable at 80 %");
    expect(detailed).toContain("simultaneous interval");
  });

  test("fold everything but the sentence and the differences away in Markdown", async () => {
    const markdown = renderComparisonMarkdown(await storedComparison(store, { base: level, better }));
    expect(markdown.split("\n")[0]).toMatch(
      /^\*\*better is better on quality: 0\.59 → 0\.70 \(\+18 %, plausibly \+6 to \+31 %\)\.\*\*$/,
    );
    expect(markdown.indexOf("<details>")).toBeGreaterThan(markdown.indexOf("| better − base |"));
  });

  test("put the intervals of a metric on one scale, which stands above them", async () => {
    const report = await storedComparison(store, { base: level, better, same });
    const lines = renderComparisonText(report).split("\n");
    const at = lines.findIndex((line) => /^quality +−/.test(line));
    expect(lines.slice(at, at + 4)).toEqual([
      "quality        −0.1819             0             +0.1819",
      "─────────────  ─────────────────────────────────────────",
      "better − base  ····················│···├───────●───────┤",
      "same − base    ············├───────●───────┤············",
    ]);
  });

  test("are at most 80 columns wide in the terminal's tables, without any colour", async () => {
    const long = "a variant with quite a long name of words and-one-that-does-not-end-for-forty-letters";
    const report = await storedComparison(store, { base: level, [long]: better, same });
    const lines = renderComparisonText(report, { details: true }).split("\n");
    const prose =
      /^(Dataset|Verdict|warning|(same|a variant .*) on (quality|latency_ms)( \(primary\))?: |Standing of the variants: |no strength for |primary metric: |no direction is declared )/;
    const tables = lines.filter((line) => !prose.test(line));
    expect(tables.length).toBeGreaterThan(40);
    expect(tables.filter((line) => displayWidth(line) > 80)).toEqual([]);
    expect(lines.join("\n")).not.toContain("\u001b");
  });

  test("stay in one table each where the terminal has the columns", async () => {
    const report = await storedComparison(store, { base: level, better, same });
    const heads = (text: string): number =>
      text.split("\n").filter((line) => /^(variant|difference) +metric /.test(line)).length;
    expect(heads(renderComparisonText(report))).toBe(6);
    expect(heads(renderComparisonText(report, { width: 220 }))).toBe(2);
  });

  test("are short where nothing is decided, and whole with details", async () => {
    const tied = await storedComparison(store, { old: level, same: level });
    const one = await storedComparison(store, { base: [0.5], next: [0.7], other: [0.5] });
    for (const report of [tied, one]) {
      const short = renderComparisonText(report).split("\n");
      expect(short.length).toBeLessThan(20);
      expect(short.at(-1)).toBe(`Verdict: ${report.winner.sentence}`);
      expect(short.join("\n")).toContain("--details shows every figure");
      expect(renderComparisonText(report, { details: true })).toContain("Differences from the baseline");
    }
    expect(renderComparisonText(tied)).toContain("no difference in any of 40 pairs");
    expect(renderComparisonText(one)).toContain("1 item, paired by item");
    // Both candidates lack data for the same reason, which is said once.
    expect(renderComparisonText(one)).toContain(
      "next, other on quality (primary), latency_ms: insufficient data, 1 pair; a verdict on a mean needs at least 10",
    );
    expect(renderComparisonText(one)).toMatch(/^quality \(primary\) +0\.5000 +0\.7000 +0\.5000$/m);
  });

  test("tell two experiments of one variant apart by their names, in tables as in sentences", async () => {
    const report = await storedComparison(
      store,
      { one: level, two: better },
      { change: () => ({ variant: "v" }) },
    );
    expect(report.winner.sentence).toContain("v (experiment two) is better on quality: ");
    expect(renderComparisonMarkdown(report)).toContain(
      "| v (experiment two) − v (experiment one) | quality (primary) |",
    );
    expect(renderComparisonMarkdown(report)).toContain(
      "| v (experiment one) (baseline) | quality (primary) |",
    );
  });

  test("give latency and cost their units, and show small amounts with their digits", async () => {
    const report = await storedComparison(store, { base: level, better });
    const cheap: ComparisonReport = {
      ...report,
      experiments: report.experiments.map((experiment) => ({
        ...experiment,
        metrics: experiment.metrics.map((metric) => ({
          ...metric,
          name: "cost_usd",
          kind: "cost" as const,
          mean: 0.0000123,
          interval: { level: 0.95, lower: 0.0000101, upper: 0.0000145 },
        })),
      })),
    };
    expect(renderComparisonMarkdown(cheap)).toContain(
      "| better | cost_usd (USD) | 40 | 0.0000123 | \\[0.0000101, 0.0000145\\] |",
    );
  });

  test("begin with the verdict in Markdown, and let nothing of others act there", async () => {
    const metric = "![x](https://tracker.example/p.png) @octocat #1";
    const arms = { base: level, [`x|${HOSTILE}`]: better };
    const markdown = renderComparisonMarkdown(await storedComparison(store, arms, { metric }));
    const shown = "!\\[x\\](https:&#8203;//tracker.example/p.png) @&#8203;octocat #&#8203;1";
    const variant = 'x\\|&lt;script&gt;alert("x")&lt;/script&gt;';
    expect(markdown.split("\n")[0]).toMatch(/^\*\*x\\\|&lt;script&gt;/);
    expect(markdown).toContain(
      `| ${variant} − base | ${shown} (primary) | 40 | 0 | 0.5950 | 0.7047 | +0.1097 |`,
    );
    expect(markdown).not.toMatch(/<script|[^\\]\]\(https|@octocat|#1/);
  });

  test("fit the published JSON Schema, which is the one of the code", async () => {
    const schema = z.toJSONSchema(ComparisonReport, { unrepresentable: "any", io: "output" });
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    expect(readFileSync(SCHEMA, "utf8")).toBe(text);
    const report = await storedComparison(store, { base: level, better, same });
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect({ valid: validate(JSON.parse(JSON.stringify(report))), errors: validate.errors }).toEqual({
      valid: true,
      errors: null,
    });
    expect(validate({ ...report, winner: null })).toBe(false);
  });
});
