import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { compareExperiments } from "../../../src/analysis/comparison/compare-experiments.js";
import { ComparisonPolicy } from "../../../src/domain/comparison/comparison-policy.js";
import type { ComparisonReport } from "../../../src/domain/comparison/comparison-report.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import type { Store } from "../../../src/domain/store.js";
import { formatDifference } from "../../../src/formatting/format-difference.js";
import { formatInterval } from "../../../src/formatting/format-interval.js";
import { writeLabel } from "../../../src/operations/write-label.js";
import { renderComparisonHtml } from "../../../src/report/html/render-html.js";
import { renderComparisonMarkdown } from "../../../src/report/render-comparison-markdown.js";
import { renderComparisonText } from "../../../src/report/render-comparison-text.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { declaredScore } from "../../support/declared-score.js";
import { type Arm, numbered, storeArm, storeItems } from "../../support/stored-arms.js";

/** Terminal, Markdown and HTML say of each kind of evidence what the JSON does: verdicts with their reasons, and what decided. */

const ITEMS = 40;
let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const level = Array.from({ length: ITEMS }, (_, index) => 0.3 + ((index * 7) % 20) / 50);
const moved = (by: number): number[] => level.map((value, index) => value + by + ((index * 3) % 5) / 100);

async function compared(
  arms: Readonly<Record<string, Arm>>,
  policy: object,
  label?: (variant: string, item: number) => number | null,
): Promise<ComparisonReport> {
  const experiments: Experiment[] = [];
  for (const [variant, arm] of Object.entries(arms)) {
    const experiment = await storeArm(store, variant, arm);
    experiments.push(experiment);
    const runs = await store.listRuns({ experimentId: experiment.id, fromOrdinal: 0, limit: ITEMS });
    for (const { id, itemId } of label === undefined ? [] : runs) {
      const value = label?.(variant, Number(itemId.slice(1))) ?? null;
      if (value !== null) await writeLabel(store, { run: id, name: "quality", value }, new Date(0));
    }
  }
  const baselineId = (experiments[0] as Experiment).id;
  return await compareExperiments(store, { experiments, baselineId, policy: ComparisonPolicy.parse(policy) });
}

/** Text as it is read: without Markdown's escapes, HTML's tags and entities, and the places where words may break. */
const plain = (text: string): string =>
  text
    .replaceAll(/&#8203;|\u200b/g, "")
    .replaceAll(/\\([[\]_*|<>~`^@])/g, "$1")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll(/&#39;|&#x27;/g, "'")
    .replaceAll("&amp;", "&");

/** What an output leaves out of that, by the output's name. */
async function missingIn(report: ComparisonReport, more: readonly string[] = []): Promise<object> {
  const told = [
    report.winner.sentence,
    ...report.warnings,
    ...report.differences.map(({ reason }) => reason),
    ...report.labelCorrections.flatMap(({ objection }) => (objection === null ? [] : [objection])),
    ...more,
  ];
  const outputs = {
    terminal: renderComparisonText(report),
    details: renderComparisonText(report, { details: true }),
    markdown: renderComparisonMarkdown(report),
    html: await renderComparisonHtml(report),
  };
  return Object.fromEntries(
    Object.entries(outputs).map(([name, text]) => [
      name,
      told.filter((words) => !plain(text).includes(words)),
    ]),
  );
}

const NOTHING = { terminal: [], details: [], markdown: [], html: [] };

test("of a metric that is refused", async () => {
  const change = declaredScore(null);
  const open = (values: readonly number[]): Arm => ({
    items: numbered(values.slice(0, 20).map((value) => 100 * value)),
    change,
  });
  const report = await compared({ base: open(level), new: open(moved(0.1)) }, {});
  expect(report.differences[0]).toMatchObject({ verdict: "insufficient_data" });
  expect(report.differences[0]?.reason).toContain("a score without a declared range needs at least 30");
  expect(await missingIn(report)).toEqual(NOTHING);
});

test("of a comparison that stopped early", async () => {
  const policy = { primaryMetric: "quality", stopEarly: { minimumItems: 20 } };
  const change: Partial<Experiment> = {
    orderSeed: 7,
    status: "stopped_early",
    comparePolicy: ComparisonPolicy.parse(policy),
  };
  const report = await compared(
    { base: { items: numbered(level), change }, new: { items: numbered(moved(0.3)), change } },
    policy,
  );
  const [difference] = report.differences;
  expect(difference).toMatchObject({ verdict: "better", intervalMethod: "confidence_sequence" });
  const saved = `stopped early: ${report.sequential?.savings.runsSaved} of ${report.sequential?.savings.runsPlanned} runs saved`;
  expect(
    await missingIn(report, [saved, formatInterval(difference?.interval ?? null, formatDifference)]),
  ).toEqual(NOTHING);
});

test("of a verdict that people's labels take back, and of a tie in which people see a difference", async () => {
  const half = (item: number): boolean => item % 4 < 2;
  const taken = await compared(
    { base: { items: numbered(level) }, new: { items: numbered(moved(0.1)) } },
    {},
    (variant, item) =>
      half(item) ? (variant === "base" ? 0.8 + (item % 6) / 100 : 0.4 + (item % 5) / 100) : null,
  );
  expect(taken.differences[0]?.reason).toMatch(
    /^the judge alone says better, but corrected by people's labels/,
  );
  expect(await missingIn(taken)).toEqual(NOTHING);
  const tied = await compared(
    { one: { items: numbered(level) }, two: { items: numbered(level) } },
    { primaryMetric: "latency_ms" },
    (variant, item) =>
      half(item) ? (variant === "one" ? 0.4 + (item % 6) / 100 : 0.7 + (item % 5) / 100) : null,
  );
  // On another metric than the primary one, so that the sentence at the end does not say it beside.
  expect(tied.differences[1]).toMatchObject({
    metric: "quality",
    verdict: "inconclusive",
    wins: 0,
    losses: 0,
  });
  expect(tied.labelCorrections[0]?.objection).toContain("corrected by people's labels of 20 items");
  expect(await missingIn(tied)).toEqual(NOTHING);
});

test("of clusters, which count in the place of items", async () => {
  const metadata = Object.fromEntries(
    level.map((_, index) => [`i${String(index).padStart(3, "0")}`, { topic: `t${index % 20}` }]),
  );
  const change = await storeItems(store, metadata);
  const report = await compared(
    { base: { items: numbered(level), change }, new: { items: numbered(moved(0.2)), change } },
    { clusterBy: "topic" },
  );
  const [difference] = report.differences;
  expect(difference).toMatchObject({ clusters: 20, verdict: "better" });
  expect(await missingIn(report, [formatInterval(difference?.interval ?? null, formatDifference)])).toEqual(
    NOTHING,
  );
});

test("of Holm's steps, which leave undecided what one test alone would decide", async () => {
  const noisy = (by: number, seed: number) =>
    level.map((value, index) => value / 2 + 0.2 + by + (((index * seed) % 11) - 5) / 20);
  const report = await compared(
    {
      a: { items: numbered(noisy(0, 2)) },
      b: { items: numbered(noisy(0.075, 3)) },
      c: { items: numbered(noisy(0.1, 5)) },
      d: { items: numbered(noisy(0.3, 7)) },
    },
    {},
  );
  const held = report.differences.filter(({ reason }) => reason.includes("not after Holm's correction"));
  expect(held.length).toBeGreaterThan(0);
  const figures = report.differences.flatMap(({ interval }) =>
    interval === null ? [] : [formatInterval(interval, formatDifference)],
  );
  expect(await missingIn(report, figures)).toEqual(NOTHING);
});
