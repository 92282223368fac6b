import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { z } from "zod";
import { ComparisonReport } from "../../../src/domain/comparison.js";
import type { Store } from "../../../src/domain/store.js";
import { renderComparisonHtml } from "../../../src/report/html/render-html.js";
import { intervalBar } from "../../../src/report/interval-bar.js";
import { renderComparisonMarkdown, renderComparisonText } from "../../../src/report/render-comparison.js";
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
const better = level.map((value, index) => value + 0.05 + 0.01 * (index % 3));
const same = level.map((value, index) => value + 0.002 * ((index % 5) - 2));

describe("an interval as a bar", () => {
  test("shows zero, both ends and the estimate on a common scale", () => {
    const interval = { level: 0.95, lower: 0.5, upper: 1 };
    expect(intervalBar({ estimate: 0.7, interval }, 1)).toBe("··········│····├─●──┤");
    expect(intervalBar({ estimate: -0.2, interval: { ...interval, lower: -0.4, upper: 0 } }, 1)).toBe(
      "······├─●─┤··········",
    );
    expect(intervalBar({ estimate: null, interval: null }, 1)).toBe("");
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
    expect(markdown.split("\n")[0]).toMatch(/^\*\*better beats base on quality: mean difference \+0\.0598 /);
    expect(markdown.indexOf("<details>")).toBeGreaterThan(markdown.indexOf("| better − base |"));
  });

  test("let no text of others act, in HTML and in Markdown", async () => {
    const arms = { base: level, [`x${HOSTILE}`]: better };
    const report = await storedComparison(store, arms, {
      metric: `m${HOSTILE}`,
      itemId: (index) => `${index}${HOSTILE}`,
    });
    const page = await renderComparisonHtml(report);
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toContain("<script");
    expect(page).toMatch(/<svg[\s\S]*<circle/);
    expect(page).not.toMatch(/(src|href)=/);
    expect(renderComparisonMarkdown(report)).not.toContain("<script");
  });

  test("load nothing and link nowhere in a pull request, whatever a metric is called", async () => {
    const metric = "![x](https://tracker.example/p.png)";
    const markdown = renderComparisonMarkdown(
      await storedComparison(store, { base: level, better }, { metric }),
    );
    expect(markdown).toContain("!\\[x]\\(https://tracker.example/p.png)");
    expect(markdown).not.toContain("](https");
  });

  test("fit the published JSON Schema, which is the one of the code", async () => {
    const schema = z.toJSONSchema(ComparisonReport, { unrepresentable: "any", io: "output" });
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    if (process.env.ASSAY_WRITE_SCHEMA === "1") writeFileSync(SCHEMA, text);
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
