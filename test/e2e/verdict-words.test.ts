import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ComparisonReport } from "../../src/domain/comparison/comparison-report.js";
import { writeLabel } from "../../src/operations/write-label.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { type Cli, createCli } from "../support/cli.js";
import { hostCommands } from "../support/hosted-commands.js";
import {
  exportRows,
  hasPython,
  type Recomputation,
  recomputeFromRows,
  recomputeReports,
} from "../support/recompute-report.js";

/** What the sentences of a comparison say, and when they say something else, on a function pipeline and by the command line. */

const CONFIG = fileURLToPath(new URL("./fixtures/words/assay.config.ts", import.meta.url));
const ITEMS = 60;
const BOTH = ["words-before-base", "words-before-new"];

const host = hostCommands();
let home = "";
let cli: Cli;
const assay = (...args: string[]) => cli.run(...args, "--config", CONFIG);

async function compare(...args: string[]): Promise<ComparisonReport> {
  const { code, stdout, stderr } = await assay("compare", ...args, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as ComparisonReport;
}

async function importItems(input: (item: number) => number, items: readonly number[]): Promise<void> {
  const file = join(home, "numbers.jsonl");
  const lines = items.map((item) => JSON.stringify({ id: `n${item}`, input: input(item) }));
  writeFileSync(file, lines.join("\n"));
  expect(await assay("dataset", "import", "numbers", file, "--replace")).toMatchObject({ code: 0 });
}

/** Labels of the first items of both variants: what a person says of an item's number and variant; null = nothing. */
async function label(
  items: number,
  say: (item: number, variant: "base" | "new") => number | null,
): Promise<void> {
  const store = await openSqliteStore({ file: join(home, "assay.db") });
  for (const variant of ["base", "new"] as const) {
    const experiment = await store.getExperiment(`words-before-${variant}`);
    const runs = await store.listRuns({ experimentId: experiment?.id ?? "", fromOrdinal: 0, limit: ITEMS });
    for (const { id, itemId } of runs) {
      const item = Number(itemId.slice(1));
      const value = item < items ? say(item, variant) : null;
      if (value !== null) await writeLabel(store, { run: id, name: "quality", value }, new Date());
    }
  }
  await store.close();
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "assay-words-"));
  cli = createCli(home, { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS }, { host });
  const all = Array.from({ length: ITEMS }, (_, item) => item);
  await importItems((item) => item, all);
  expect(await assay("run", "words", "--name", "words-before")).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await host.stop();
  rmSync(home, { recursive: true, force: true });
});

const HEADLINE =
  "new is better on quality: 0.58 → 0.64 (+10 %, plausibly +2 to +19 %). accuracy: no clear change. " +
  "Watch: error_rate is worse by 20.0 points.";

describe("the sentence", () => {
  test("tells a manager who is better, by how much, what did not change and what to watch", async () => {
    const { winner } = await compare(...BOTH);
    expect(winner).toMatchObject({ variant: "new", metric: "quality", sentence: HEADLINE });
  });

  test("says the same in terminal, Markdown, HTML and JSON, as do all figures that decide", async () => {
    const report = await compare(...BOTH);
    const texts: string[] = [];
    for (const format of ["table", "markdown", "html"])
      texts.push(plain((await assay("compare", ...BOTH, "--format", format)).stdout));
    const told = [
      report.winner.sentence,
      "new on quality (primary): better, ",
      "new on error_rate: worse, ",
      "primary metric: quality, the first score that is declared, as the definition names none",
      "no direction is declared for accuracy: higher is assumed to be better.",
      ...report.warnings,
      ...report.differences.flatMap(({ meanDifference, pValue, interval }) => [
        figure(meanDifference),
        ...(interval === null ? [] : [`[${figure(interval.lower)}, ${figure(interval.upper)}]`]),
        ...(pValue === null ? [] : [pValue < 0.0001 ? "<0.0001" : pValue.toFixed(4)]),
      ]),
    ];
    for (const text of texts) expect(told.filter((words) => !text.includes(words))).toEqual([]);
    expect(texts.every((text) => !/proven|pass rate/.test(text))).toBe(true);
  });

  test("gives a statistician means that subtract, the test and interval that decided, the primary metric first", async () => {
    const { differences, policy } = await compare(...BOTH);
    const [first] = differences;
    expect(policy.primaryMetric).toBe("quality");
    expect(first).toMatchObject({ metric: "quality", role: "primary", directionFrom: "evaluator" });
    for (const { baselineMean, candidateMean, meanDifference } of differences)
      expect((candidateMean as number) - (baselineMean as number)).toBeCloseTo(meanDifference as number, 12);
    expect(first?.correlation).toBeGreaterThan(0.9);
    const { stdout } = await assay("compare", ...BOTH);
    for (const head of ["decided by", "interval by", "95 % interval", "baseline", "candidate", "correlation"])
      expect(stdout).toContain(head);
  });
});

describe("what was not named before", () => {
  test("is marked in the sentence: metric and alpha chosen against the definition", async () => {
    const { winner, named } = await compare(...BOTH, "--metric", "accuracy", "--alpha", "0.1");
    expect(named).toMatchObject({
      primaryMetric: "afterwards",
      chosenAfterwards: [
        { setting: "primaryMetric", declared: "quality", chosen: "accuracy" },
        { setting: "alpha", declared: "0.05", chosen: "0.1" },
      ],
      guessedDirections: ["accuracy"],
    });
    expect(winner.sentence).toContain(
      "Chosen afterwards: primary metric accuracy instead of quality; alpha 0.1 instead of 0.05.",
    );
    expect((await compare(...BOTH, "--metric", "quality")).named.primaryMetric).toBe("first_score");
  });

  test("the looks at a data set are counted, those that ask the same once", async () => {
    const before = (await compare(...BOTH)).named.looks;
    const again = (await compare(...BOTH)).named.looks;
    expect(again).toEqual({ times: (before?.times ?? 0) + 1, questions: before?.questions });
    const other = (await compare(...BOTH, "--alpha", "0.01")).named.looks;
    expect(other).toEqual({ times: (again?.times ?? 0) + 1, questions: (again?.questions ?? 0) + 1 });
    const { stdout } = await assay("compare", ...BOTH);
    expect(stdout).toContain(
      `looks at this data set: ${(other?.times ?? 0) + 1}, ${other?.questions} of them different; each different one has its own chance of a false verdict`,
    );
  });
});

describe("a definition that declares what cannot be", () => {
  test.each([
    [
      "contradicted",
      'Experiment "contradicted": the evaluator "quality" says that higher is better on quality, compare.higherIsBetter that lower is. A metric has one direction: take one of them out.',
    ],
    [
      "no-range",
      'Evaluator "upside-down" declares a range of 1 to 0; allowed are two finite numbers, the first below the second.',
    ],
  ])("%s is refused before anything runs", async (name, message) => {
    expect(await assay("run", name)).toMatchObject({ code: 2, stdout: "", stderr: `assay: ${message}\n` });
  });
});

test("a score outside its declared range leaves its run unscored, and is told with its item", async () => {
  const { stdout } = await assay("run", "outside", "--name", "outside", "--limit", "12");
  expect(stdout).toContain("quality");
  const shown = await assay("show", "outside");
  expect(shown.stdout).toContain(
    'unscored quality: 1 × out_of_range, such as item 3 (n3): item "n3": quality is 7, outside of the declared range of 0 to 1',
  );
});

describe("people's labels", () => {
  /** Reports on one set of labels, each figure of which a program that shares nothing with ours finds again. */
  const recompute = async (...reports: readonly unknown[]): Promise<readonly Recomputation[]> => {
    if (!hasPython) return [];
    return recomputeReports(home, reports, await exportRows(cli, home, BOTH, ["--config", CONFIG]));
  };

  test("on different items of the two sides are told, and change nothing", async () => {
    await label(ITEMS, (item, variant) =>
      item >= (variant === "base" ? 40 : 50) && item < (variant === "base" ? 50 : 60) ? 1 : null,
    );
    const report = await compare(...BOTH);
    const { differences, winner } = report;
    for (const { failures } of await recompute(report)) expect(failures).toEqual([]);
    expect(differences[0]).toMatchObject({ metric: "quality", verdict: "better" });
    expect(winner.sentence).toContain("people labelled no item on both sides");
  });

  test("that contradict the judge take its verdict back, in the sentence too, and in the gate", async () => {
    // The judge sees new better by 0.06; people see it worse by 0.3.
    await label(20, (item, variant) =>
      variant === "base" ? 0.7 + (item % 3) / 100 : 0.4 + (item % 5) / 100,
    );
    const report = await compare(...BOTH);
    const { winner, differences, labelCorrections } = report;
    expect(differences[0]).toMatchObject({ metric: "quality", verdict: "inconclusive" });
    expect(differences[0]?.reason).toMatch(
      /^the judge alone says better, but corrected by people's labels of 20 items the difference is −0\.\d+ \[−0\.\d+, −0\.\d+\], the other way$/,
    );
    expect(winner.variant).toBeNull();
    expect(winner.sentence).toContain(
      "the judge alone says better, but corrected by people's labels of 20 items",
    );
    expect(labelCorrections[0]?.objection).not.toBeNull();
    const [correction] = labelCorrections;
    const [difference, ...others] = differences;
    const corrected = (changed: object) => ({ ...report, labelCorrections: [{ ...correction, ...changed }] });
    const found = await recompute(
      report,
      corrected({
        correction: {
          ...correction?.correction,
          estimate: (correction?.correction.estimate as number) * (1 + 1e-6),
        },
      }),
      corrected({ objection: correction?.objection?.replace(", the other way", "") }),
      { ...report, differences: [{ ...difference, verdict: "better" }, ...others] },
      { ...report, labelCorrections: [] },
    );
    expect(found.map(({ failures }) => failures[0]?.path)).toEqual(
      hasPython
        ? [
            undefined,
            "labelCorrections/0/correction/estimate",
            "labelCorrections/0/objection",
            "differences/0/verdict",
            "labelCorrections",
          ]
        : [],
    );
    const gate = await assay(
      "gate",
      "words-before-new",
      "--baseline",
      "words-before-base",
      "--metric",
      "quality",
      "--margin",
      "0.5",
    );
    expect(gate.code).toBe(3);
    expect(gate.stdout).toContain("corrected by people's labels of 20 items");
  });

  test("that agree are told, and change nothing", async () => {
    await label(
      20,
      (item, variant) => 0.5 + (item % 9) / 50 + (variant === "base" ? 0 : 0.04 + (item % 3) / 100),
    );
    const report = await compare(...BOTH);
    const { differences, winner } = report;
    for (const { failures } of await recompute(report)) expect(failures).toEqual([]);
    expect(differences[0]?.verdict).toBe("better");
    expect(differences[0]?.reason).toMatch(/; corrected by people's labels of 20 items it is \+0\.0\d+ \[/);
    expect(winner.variant).toBe("new");
  });

  test("on another scale are no labels, and the message says how to map them", async () => {
    await label(20, (item, variant) => (variant === "base" ? 2 : 4) + (item % 2));
    const message =
      "people's labels of quality are on another scale: one is 2, allowed are 0 to 1; say how they map with --label-scale quality=MIN:MAX, or labelScales in compare";
    const report = await compare(...BOTH);
    const { differences } = report;
    expect(differences[0]).toMatchObject({
      verdict: "inconclusive",
      reason: `the judge alone says better, but ${message}`,
    });
    const mapped = await compare(...BOTH, "--label-scale", "quality=1:5");
    expect(mapped.differences[0]?.verdict).toBe("better");
    for (const { failures } of await recompute(report, mapped)) expect(failures).toEqual([]);
    const { code, stderr } = await assay("compare", ...BOTH, "--label-scale", "1:5");
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'assay: The label scale "1:5" is not METRIC=MIN:MAX; allowed is a metric with both ends, such as --label-scale quality=1:5\n',
    });
  });
});

test("over two versions of the dataset the items that are the same are paired, the others counted", async () => {
  const items = Array.from({ length: ITEMS + 3 }, (_, item) => item).filter(
    (item) => item !== 7 && item !== 8,
  );
  await importItems((item) => (item < 5 ? item + 1_000 : item), items);
  const run = await assay("run", "words", "--variant", "new", "--name", "words-after");
  expect(run).toMatchObject({ code: 0 });
  const made = await compare("words-before-base", "words-after");
  const { differences, tails, versions, warnings } = made;
  expect((await recomputeFromRows(cli, home, made, ["--config", CONFIG]))?.failures ?? []).toEqual([]);
  expect(versions).toEqual([
    expect.objectContaining({ unchanged: 53, changed: 5, baselineOnly: 2, candidateOnly: 3 }),
  ]);
  expect(differences[0]).toMatchObject({ metric: "quality", n: 53, dropped: { total: 0, reasons: {} } });
  // What is said beyond means is said of the same items.
  expect(tails.map(({ baseline, candidate }) => [baseline.n, candidate.n])).toEqual(
    Array.from({ length: tails.length }, () => [53, 53]),
  );
  expect(tails.length).toBeGreaterThan(0);
  expect(warnings).toContain(
    "words-after and words-before-base ran over different versions of the dataset: the 53 items that are the same in both are compared; " +
      "left out are 5 that changed, 2 of words-before-base alone and 3 of words-after alone",
  );
});

/** Text as it is read: without Markdown's escapes and HTML's entities. */
function plain(text: string): string {
  return text
    .replaceAll(/&#8203;|\u200b/g, "")
    .replaceAll(/\\([[\]_*|<>~`])/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

function figure(value: number | null): string {
  if (value === null) return "–";
  const text = Math.abs(value).toFixed(Math.abs(value) < 10 ? 4 : Math.abs(value) < 1_000 ? 2 : 0);
  return value < 0 ? `−${text}` : value > 0 ? `+${text}` : text;
}
