import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parseDocument } from "htmlparser2";
import type { ComparisonReport } from "../../../src/domain/comparison/comparison-report.js";
import type { Store } from "../../../src/domain/store.js";
import { createAxis } from "../../../src/report/html/axis.js";
import { renderComparisonHtml } from "../../../src/report/html/render-html.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { elementsOf, textOf } from "../../support/parsed-html.js";
import { compareArms, numbered, storeItems } from "../../support/stored-arms.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const HOSTILE = [
  ...["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</style><script>alert(1)</script>"],
  ...[
    "</title></svg></table>",
    "' onload='alert(1)",
    "&lt;b&gt;&#x3c;i>",
    "עברית עם \u202eabc",
    "a\u0000\u001b[31mb\n",
  ],
  ...["<!-- ", "]]>", "x".repeat(5_000)],
].join(" ");
const level = Array.from({ length: 40 }, (_, index) => 0.5 + (index % 9) / 50);
const moved = (by: number) => level.map((value, index) => value + by + ((index % 7) - 3) / 100);

/** Three variants on a metric with a margin, by a field of the items; all that users name is named so. */
async function reportNamed(name: string): Promise<ComparisonReport> {
  const values = numbered(level);
  const fields = Object.keys(values).map((id, index) => [id, { field: index % 2 === 0 ? "NAME" : "en" }]);
  const change = await storeItems(store, Object.fromEntries(fields));
  const arm = (by: number, variant: string) => ({
    items: numbered(by === 0 ? level : moved(by)),
    metric: "NAME",
    change: { ...change, variant },
    latencyMs: (id: string) => 800 + Number(id.slice(1)) * (1 + by),
  });
  const report = await compareArms(
    store,
    { base: arm(0, "base"), better: arm(0.1, "NAME"), same: arm(0.001, "same") },
    { primaryMetric: "NAME", margins: { NAME: 0.02 }, sliceBy: ["field"] },
  );
  const named: ComparisonReport = { ...report, warnings: [...report.warnings, "NAME"], datasetName: "NAME" };
  const policy = { ...report.policy, margins: { [name]: 0.02 } };
  return JSON.parse(JSON.stringify({ ...named, policy }), (_key, value: unknown) =>
    typeof value === "string" ? value.replaceAll("NAME", () => name) : value,
  ) as ComparisonReport;
}

describe("the HTML report", () => {
  test("runs nothing and loads nothing: its policy allows one style, by its hash", async () => {
    const page = await renderComparisonHtml(await reportNamed("quality"));
    const elements = elementsOf(parseDocument(page));
    const [style, ...others] = elements.filter(({ name }) => name === "style");
    expect(others).toEqual([]);
    const hash = createHash("sha256").update(textOf(style)).digest("base64");
    const policy = elements.find(({ attribs }) => attribs["http-equiv"] === "Content-Security-Policy");
    expect(policy?.attribs.content).toBe(
      `default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-${hash}'`,
    );
    expect(
      elements.filter(({ name }) => ["script", "link", "iframe", "img", "a", "base"].includes(name)),
    ).toEqual([]);
    expect(
      elements
        .flatMap(({ attribs }) => Object.keys(attribs))
        .filter((name) => /^(on|style$|src|href|xlink)/.test(name)),
    ).toEqual([]);
  });

  test("has the same elements and attributes whatever is named how", async () => {
    const shape = (page: string): string[] =>
      elementsOf(parseDocument(page)).map(({ name, attribs }) => `${name} ${Object.keys(attribs).join(" ")}`);
    const harmless = await renderComparisonHtml(await reportNamed("quality"));
    await store.close();
    store = await openSqliteStore({ file: ":memory:" });
    const hostile = await renderComparisonHtml(await reportNamed(HOSTILE));
    expect(shape(hostile)).toEqual(shape(harmless));
    for (const obeyed of ["\u0000", "\u001b", "\u202e"]) expect(hostile.includes(obeyed)).toBe(false);
    expect(textOf(parseDocument(hostile))).toContain("עברית עם \\u202eabc a\\u0000\\u001b[31mb\\n");
    const labels = elementsOf(parseDocument(hostile)).filter(({ name }) => name === "text");
    expect(labels.length).toBeGreaterThan(20);
    expect(labels.filter((label) => textOf(label).length > 60)).toEqual([]);
  });

  test("draws each metric on an axis with ticks, zero and the margin that does not matter", async () => {
    const page = await renderComparisonHtml(await reportNamed("quality"));
    const plots = elementsOf(parseDocument(page)).filter(({ name }) => name === "svg");
    const titles = plots.map((plot) => textOf(elementsOf(plot).find(({ name }) => name === "title")));
    expect(titles).toEqual([
      "Differences on quality, with 95 % intervals",
      "Differences on latency_ms (ms), with 95 % intervals",
      "quality − base on quality, item by item",
      "same − base on quality, item by item",
      "Differences on quality by field, exploratory",
    ]);
    const [quality, latency] = plots;
    const classes = (plot: (typeof plots)[number] | undefined, named: string) =>
      elementsOf(plot).filter(({ attribs }) => attribs.class?.split(" ").includes(named));
    expect(classes(quality, "tick").map(textOf)).toEqual([
      "−0.10",
      "−0.05",
      "0",
      "+0.05",
      "+0.10",
      "+0.15",
      "+0.20",
    ]);
    // 400 units for −0.10 to +0.20, from 230 on: zero lies a third along, and the band from −0.02 is 0.04 of 0.30 wide.
    expect(classes(quality, "zero").map(({ attribs }) => attribs.x1)).toEqual(["363.33"]);
    expect(classes(quality, "band").map(({ attribs }) => [attribs.x, attribs.width])).toEqual([
      ["336.67", "53.33"],
    ]);
    expect(textOf(quality)).toContain("no difference (band: ±0.02 does not matter)");
    expect(classes(latency, "band")).toEqual([]);
    expect(textOf(latency)).toContain("← better");
    for (const plot of plots) {
      const ids = (plot.attribs["aria-labelledby"] ?? "").split(" ");
      const named = elementsOf(plot).filter(({ attribs }) => ids.includes(attribs.id ?? ""));
      expect(named.map(({ name }) => name)).toEqual(["title", "desc"]);
      expect(named.map(textOf).every((text) => text.length > 10)).toBe(true);
    }
  });

  test("says beside each plot in a table what it shows", async () => {
    const page = await renderComparisonHtml(await reportNamed("quality"));
    const tables = elementsOf(parseDocument(page)).filter(({ name }) => name === "table");
    expect(tables.map((table) => textOf(elementsOf(table).find(({ name }) => name === "caption")))).toEqual([
      "each difference from the baseline, with its verdict",
      "each variant's figures",
      "the items that differ most, from the highest to the lowest difference",
      "the items that differ most, from the highest to the lowest difference",
      "effects, power, corrections, robustness",
      "quantiles and geometric means, with their verdicts",
      "on the primary metric",
      "item by item against all other variants, the strongest first",
      "found by looking, so to be confirmed on other items",
    ]);
    for (const table of tables) {
      const heads = elementsOf(table).filter(({ name }) => name === "th");
      expect(heads.every(({ attribs }) => attribs.scope === "col" || attribs.scope === "row")).toBe(true);
    }
  });
});

describe("an axis", () => {
  const labels = (values: number[], steps?: number) =>
    createAxis(values, steps).ticks.map(({ label }) => label);

  test("has round ticks that hold all values and zero", () => {
    expect(labels([0.1083, 0.1853])).toEqual(["0", "+0.05", "+0.10", "+0.15", "+0.20"]);
    expect(labels([-87.51, 121.51])).toEqual(["−100", "−50", "0", "+50", "+100", "+150"]);
    expect(labels([-0.0000123, 0.00002])).toEqual(["−0.00002", "−0.00001", "0", "+0.00001", "+0.00002"]);
    expect(labels([-3e-9, 1e-9])).toEqual(["−3e-9", "−2e-9", "−1e-9", "0", "+1e-9"]);
    expect(labels([2_500_000])).toEqual(["0", "+500000", "+1000000", "+1500000", "+2000000", "+2500000"]);
  });

  test("has a place for zero where nothing differs", () => {
    const axis = createAxis([0, 0]);
    expect({ lowest: axis.lowest, highest: axis.highest, zero: axis.share(0) }).toEqual({
      lowest: -1,
      highest: 1,
      zero: 0.5,
    });
  });
});
