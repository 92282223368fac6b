import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { ComparisonReport } from "../../src/domain/comparison/comparison-report.js";
import type { GateReport } from "../../src/domain/gate/gate.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { numbered, type RunResult, storeArm } from "../support/stored-arms.js";
import { on, openVerdictCommands } from "../support/verdict-commands.js";

/** Verdicts by the command line on data on which they are easily false: constant, tiny, failing, looked at, many variants. */

const commands = openVerdictCommands(
  fileURLToPath(new URL("fixtures/holding/assay.config.ts", import.meta.url)),
);
const { withConfig: WITH_CONFIG, home, cli, run, compared, report, expectRecomputed } = commands;

describe("a comparison that is looked at while it runs", () => {
  let names: readonly string[] = [];
  beforeAll(async () => {
    names = await compared("holding-early");
  });

  test("is decided on a bounded score by the betting confidence sequence", async () => {
    const made = await report(names);
    const [result] = made.sequential?.results ?? [];
    expect(result).toMatchObject({
      method: "betting",
      decision: "better",
      itemsPlanned: 60,
      itemsMissing: 0,
    });
    expect(result?.decidedAtItems).toBeLessThan(60);
    const said = `the anytime-valid 95 % interval excluded zero after ${result?.decidedAtItems} of 60 items`;
    expect(on(made, "quality")).toMatchObject({
      verdict: "better",
      reason: said,
      intervalMethod: "confidence_sequence",
      interval: result?.interval,
      pValue: null,
    });
    expect(made.winner.variant).toBe("new");
    await expectRecomputed(made);
    for (const format of ["table", "markdown", "html"])
      expect(await run("compare", ...names, "--format", format)).toContain(said);
  });

  test("is decided on yes-or-no values by the discordant e-value", async () => {
    const made = await report(names, "--metric", "correct");
    // Eight pairs that all say the same have an e-value of 2^8 / 9 = 28; the first look is at 20 items.
    expect(made.sequential?.results[0]).toMatchObject({
      method: "discordant",
      decision: "better",
      decidedAtItems: 20,
    });
    await expectRecomputed(made);
  });

  test("refuses a metric without a range, with the reason", async () => {
    const made = await report(names, "--metric", "length");
    const refusal =
      "a metric without a range has no interval that holds at all times: early stopping needs scores whose evaluator declares their range";
    expect(made.sequential?.results[0]).toMatchObject({ method: null, decision: "undecided", refusal });
    expect(on(made, "length")).toMatchObject({
      verdict: "insufficient_data",
      reason: refusal,
      interval: null,
      bounds: null,
    });
    expect(made.winner.variant).toBeNull();
    await expectRecomputed(made);
    expect(await run("compare", ...names, "--metric", "length")).toContain(refusal);
  });
});

describe("several variants", () => {
  test("have one verdict per pair, by Holm's steps, in table and sentence; simultaneous intervals decide nothing", async () => {
    const names = await compared("holding-many");
    const made = await report(names);
    const ids = new Map(made.experiments.map(({ id, variant }) => [variant, id]));
    const pair = made.pairs.find(({ firstId, secondId }) =>
      [firstId, secondId].every((id) => [ids.get("a"), ids.get("b")].includes(id)),
    );
    const difference = made.differences.find(({ candidateId }) => candidateId === ids.get("b"));
    // The last of six steps: its p stays as it is, while six simultaneous intervals are 99.2 % each.
    expect(difference).toMatchObject({ verdict: "better", familySize: 6 });
    expect(difference?.pValueAdjusted).toBe(difference?.pValue);
    expect(pair).toMatchObject({ verdict: "better", pValueAdjusted: difference?.pValueAdjusted });
    expect(pair?.interval?.level).toBeCloseTo(1 - 0.05 / 6, 12);
    expect(pair?.interval?.lower).toBeLessThan(0);
    for (const { candidateId, verdict } of made.differences.filter(({ role }) => role === "primary"))
      expect(made.pairs.find(({ firstId }) => firstId === candidateId)?.verdict).toBe(verdict);
    expect(made.winner.variant).toBe("d");
    expect(made.winner.sentence).toMatch(/^d is the best of 4 on quality: /);
    const details = await run("compare", ...names, "--details");
    expect(details).toContain("simultaneous interval");
    expect(details).toContain("Standing of the variants: it describes the items that variants share so far");
    expect(made.standings?.variants[0]).toMatchObject({
      experimentId: ids.get("d"),
      wins: 180,
      losses: 0,
      winShare: 1,
      strength: null,
      undefinedReason: expect.stringContaining("no strength is finite"),
    });
  });
});

describe("values that are all the same", () => {
  let names: readonly string[] = [];
  let made: ComparisonReport;
  beforeAll(async () => {
    names = await compared("holding-same");
    made = await report(names);
  });

  test("have no point for an interval, and are neither equivalent nor better", async () => {
    // 40 pairs can show none of 1 − 0.05^(1/40) = 7.2 % of all items.
    const missed = 1 - 0.05 ** (1 / 40);
    expect(on(made, "steady")).toMatchObject({ verdict: "inconclusive", meanDifference: 0, pValue: 1 });
    expect(on(made, "steady")?.interval?.upper).toBeCloseTo(missed, 12);
    expect(on(made, "steady")?.equivalence).toMatchObject({ isEquivalent: false });
    expect(on(made, "shifted")).toMatchObject({ verdict: "inconclusive", pValueT: null });
    expect(on(made, "shifted")?.interval?.lower).toBeCloseTo(0.05 - missed, 12);
    expect(on(made, "correct")).toMatchObject({ verdict: "inconclusive", meanDifference: 0 });
    expect(on(made, "length")).toMatchObject({
      verdict: "insufficient_data",
      reason: "all 40 pairs are equal; without variance there is no interval",
      interval: null,
      equivalence: null,
    });
    await expectRecomputed(made);
  });

  test("pass no gate: not a minimum, a maximum or a drop", async () => {
    const [baseline = "", candidate = ""] = names;
    const gate = ["gate", candidate, "--baseline", baseline, ...WITH_CONFIG];
    const { code, stdout } = await cli.run(...gate, "--json");
    expect(code).toBe(3);
    const { checks } = JSON.parse(stdout) as GateReport;
    expect(checks.map(({ metric, condition, outcome }) => [metric, condition, outcome])).toEqual([
      ["steady", "minimum", "inconclusive"],
      ["steady", "maxDrop", "inconclusive"],
      ["shifted", "maximum", "inconclusive"],
      ["correct", "minimum", "inconclusive"],
      ["correct", "maxDrop", "inconclusive"],
      ["length", "maximum", "inconclusive"],
      ["length", "maxDrop", "inconclusive"],
    ]);
    for (const { metric, lowerBound, upperBound } of checks)
      if (metric === "length") expect([lowerBound, upperBound]).toEqual([null, null]);
      else expect((upperBound as number) - (lowerBound as number)).toBeGreaterThan(0.02);
    // Clopper and Pearson, 40 of 40: 0.05^(1/40).
    expect(checks[3]?.lowerBound).toBeCloseTo(0.05 ** (1 / 40), 9);
    expect(checks[5]?.reason).toBe(
      "all 40 items have the same value: without variance or a range there are no bounds",
    );
  });

  test("of a ten-millionth are as good as others: such differences are decided, and never read as zero", async () => {
    const price = on(made, "price");
    expect(price).toMatchObject({ verdict: "better", higherIsBetter: false });
    expect(price?.meanDifference).toBeCloseTo(-2.05e-7, 12);
    expect(price?.interval?.upper).toBeLessThan(0);
    const text = await run("compare", ...names);
    expect(text).toContain("−2.05e-7");
    expect(made.winner.sentence).toContain("price is better by ");
  });
});

describe("runs that failed", () => {
  let names: readonly string[] = [];
  beforeAll(async () => {
    names = await compared("holding-failing");
  });

  test("on 5 of 100 items do not pass in silence: the sentence says that they could change the result", async () => {
    const made = await report(names);
    const reason =
      "the pairs alone would decide it, but the 5 missing values could change the result: with the worst possible ones in their place the 95 % interval includes zero";
    expect(on(made, "quality")).toMatchObject({ n: 95, verdict: "inconclusive", reason });
    expect(made.winner.variant).toBeNull();
    expect(made.winner.sentence).toContain(reason);
    expect(await run("compare", ...names)).toContain(reason);
    await expectRecomputed(made);
  });

  test("count as the worst where that is asked for afterwards, which is marked", async () => {
    const made = await report(names, "--failed-as-worst");
    const quality = on(made, "quality");
    expect(quality).toMatchObject({ n: 100, dropped: { total: 0 }, verdict: "inconclusive" });
    expect(quality?.meanDifference).toBeCloseTo(0.95 * 0.04 - 0.05 * 0.5, 3);
    expect(quality?.notes).toContain("5 failed runs (baseline 0, candidate 5) count as 0, the worst value");
    await expectRecomputed(made);
  });

  test("on 6 of 1,000 items do not block what 994 : 0 decides", async () => {
    const results = (answer: RunResult, other: RunResult): RunResult[] =>
      Array.from({ length: 1_000 }, (_, index) => (index < 994 ? answer : other));
    const store = await openSqliteStore({ file: join(home, "assay.db") });
    await storeArm(store, "wrong", { items: numbered(results(0, 0)), dataType: "BOOLEAN" });
    await storeArm(store, "right", { items: numbered(results(1, "failed")), dataType: "BOOLEAN" });
    await store.close();
    const made = await report(["experiment-wrong", "experiment-right"]);
    expect(on(made, "quality")).toMatchObject({
      n: 994,
      binary: { candidateOnly: 994, baselineOnly: 0 },
      verdict: "better",
      reason: "the 95 % interval excludes zero, whatever the 6 missing values would have been",
    });
  });
});

describe("experiments of a store that another program wrote", () => {
  test("with small and steady gains are undecided by too few pairs, however sure the t test is", async () => {
    const gains = (n: number): RunResult[] =>
      Array.from({ length: n }, (_, index) => 0.54 + ((index % 5) - 2) / 200);
    const store = await openSqliteStore({ file: join(home, "assay.db") });
    for (const n of [60, 90]) {
      await storeArm(store, `level-${n}`, { items: numbered(gains(n).map(() => 0.5)) });
      await storeArm(store, `gains-${n}`, { items: numbered(gains(n)) });
    }
    await store.close();
    const few = await report(["experiment-level-60", "experiment-gains-60"]);
    expect(on(few, "quality")).toMatchObject({ verdict: "inconclusive", pValueMethod: "unseen_items" });
    expect(on(few, "quality")?.pValueT).toBeLessThan(1e-30);
    expect(on(few, "quality")?.pValue).toBeGreaterThan(0.05);
    const said = "60 of them can show none of 4.9 % of all items";
    expect(few.winner.sentence).toContain(said);
    expect(few.winner.sentence).toContain("which 74 pairs like these would rule out");
    expect(await run("compare", "experiment-level-60", "experiment-gains-60")).toContain(said);
    const enough = await report(["experiment-level-90", "experiment-gains-90"]);
    expect(on(enough, "quality")).toMatchObject({ verdict: "better", intervalMethod: "widened_t" });
  });

  test("have verdicts and gates on the median, the 95th percentile and the ratio of their latencies", async () => {
    const store = await openSqliteStore({ file: join(home, "assay.db") });
    const items = numbered(Array.from({ length: 120 }, (_, index) => (index % 3) / 2));
    // Nearly lognormal; each takes twice to three times as long in the slow arm.
    const latency = (itemId: string): number => 100 * Math.exp(((Number(itemId.slice(1)) % 60) - 30) / 12);
    const times = (itemId: string): number => 2 + (Number(itemId.slice(1)) % 7) / 6;
    await storeArm(store, "fast", { items, latencyMs: latency });
    await storeArm(store, "slow", { items, latencyMs: (id) => times(id) * latency(id) });
    await store.close();
    const names = ["experiment-fast", "experiment-slow"];
    const { tails } = await report(names);
    expect(tails.map(({ metric, verdict }) => [metric, verdict])).toEqual([
      ["latency_ms_median", "inconclusive"],
      ["latency_ms_p95", "worse"],
      ["latency_ms_geometric_mean", "worse"],
    ]);
    expect(await run("compare", ...names)).toContain("on latency_ms_geometric_mean: worse, ");
    const gate = async (metric: string, margin: string) => {
      const asked = ["--baseline", "experiment-fast", "--metric", metric, "--margin", margin];
      return (await cli.run("gate", "experiment-slow", ...asked, ...WITH_CONFIG)).code;
    };
    expect(await gate("latency_ms_p95", "10")).toBe(1);
    expect(await gate("latency_ms_geometric_mean", "3")).toBe(0);
  });
});
