import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { rankVariants } from "../../../src/analysis/comparison/rank-variants.js";
import type { Standings } from "../../../src/domain/comparison/standings.js";
import type { Store } from "../../../src/domain/store.js";
import { renderComparisonText } from "../../../src/report/render-comparison-text.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { hasPython, recomputeFromStore } from "../../support/recompute-report.js";
import { compareArms, numbered, storeItems } from "../../support/stored-arms.js";

/** The candidate's wins, ties and losses against the baseline. */
const pair = (candidateId: string, baselineId: string, [wins, ties, losses]: [number, number, number]) => ({
  metric: "quality",
  candidateId,
  baselineId,
  wins,
  ties,
  losses,
});
const strengths = (standings: Standings | null) =>
  standings?.variants.map(({ experimentId, strength }) => [experimentId, strength]);

describe("the standing of variants", () => {
  test("is the share of wins and the Bradley–Terry strength, the strongest first", () => {
    // Odds of 3, 3 and 9 to 1 fit exactly: one step is 400 × log10(3) = 190.8485 points.
    const standings = rankVariants(
      ["c", "b", "a"],
      [pair("b", "c", [3, 0, 1]), pair("a", "c", [9, 0, 1]), pair("b", "a", [1, 0, 3])],
    );
    expect(standings).toEqual({
      metric: "quality",
      variants: [
        {
          experimentId: "a",
          comparisons: 14,
          wins: 12,
          ties: 0,
          losses: 2,
          undefinedReason: null,
          winShare: 12 / 14,
          strength: expect.closeTo(190.8485, 4),
        },
        {
          experimentId: "b",
          comparisons: 8,
          wins: 4,
          ties: 0,
          losses: 4,
          undefinedReason: null,
          winShare: 0.5,
          strength: expect.closeTo(0, 8),
        },
        {
          experimentId: "c",
          comparisons: 14,
          wins: 2,
          ties: 0,
          losses: 12,
          undefinedReason: null,
          winShare: 2 / 14,
          strength: expect.closeTo(-190.8485, 4),
        },
      ],
    });
  });

  test("orders by strength, not by shares, where variants met unequal rivals", () => {
    // b met only the strong a: it won half, as much as c, which met the weak d.
    const standings = rankVariants(
      ["d", "c", "b", "a"],
      [pair("b", "a", [5, 0, 5]), pair("c", "d", [5, 0, 5]), pair("a", "d", [9, 0, 1])],
    );
    // Odds of 9 to 1 between the groups: ± 200 × log10(9) = 190.8485 points.
    const shown = new Map(strengths(standings) as [string, number][]);
    expect(shown.get("b")).toBeCloseTo(190.8485, 4);
    expect(shown.get("c")).toBeCloseTo(-190.8485, 4);
    const shares = standings?.variants.filter(({ experimentId }) => "bc".includes(experimentId));
    expect(shares?.map(({ winShare }) => winShare)).toEqual([0.5, 0.5]);
  });

  test("has no strength, but shares and their order, where a variant never lost", () => {
    const standings = rankVariants(
      ["a", "b", "c"],
      [pair("b", "a", [4, 0, 0]), pair("c", "a", [2, 0, 2]), pair("c", "b", [0, 0, 4])],
    );
    const undefinedReason =
      "a variant, or a group of them, has no win or no loss against the rest, so that no strength is finite";
    expect(standings?.variants).toMatchObject([
      { experimentId: "b", winShare: 1, strength: null, undefinedReason },
      { experimentId: "a", winShare: 0.25, strength: null, undefinedReason },
      { experimentId: "c", winShare: 0.25, strength: null, undefinedReason },
    ]);
  });

  test("leaves out a variant without shared items, last and with the reason", () => {
    const standings = rankVariants(
      ["lonely", "a", "b"],
      [pair("a", "lonely", [0, 0, 0]), pair("b", "lonely", [0, 0, 0]), pair("b", "a", [3, 0, 1])],
    );
    expect(strengths(standings)).toEqual([
      ["b", expect.closeTo(95.4243, 4)],
      ["a", expect.closeTo(-95.4243, 4)],
      ["lonely", null],
    ]);
    expect(standings?.variants.at(-1)).toMatchObject({
      comparisons: 0,
      winShare: null,
      undefinedReason: "no item of it is paired with one of another variant",
    });
  });

  test("is null for two variants, and where no pair has the metric", () => {
    expect(rankVariants(["a", "b"], [pair("b", "a", [3, 0, 1])])).toBeNull();
    expect(rankVariants(["a", "b", "c"], [])).toBeNull();
  });
});

const LOWER_IS_BETTER = { primaryMetric: "quality", higherIsBetter: { quality: false } };

describe("the standing in a report", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openSqliteStore({ file: ":memory:" });
  });
  afterEach(() => store.close());

  const threeArms = async () => {
    const change = await storeItems(store, { i000: {}, i001: {}, i002: {}, i003: {} });
    return {
      a: { items: numbered([0.1, 0.5, 0.3, 0.3]), change },
      b: { items: numbered([0.2, 0.4, 0.4, 0.2]), change },
      c: { items: numbered([0.3, 0.6, 0.1, 0.1 + 0.2]), change },
    };
  };

  test("heeds that lower is better, and a difference by rounding alone is a tie", async () => {
    const report = await compareArms(store, await threeArms(), LOWER_IS_BETTER);
    const named = new Map(report.experiments.map(({ id, variant }) => [id, variant]));
    const shown = report.standings?.variants.map(({ experimentId, ...standing }) => ({
      ...standing,
      variant: named.get(experimentId),
    }));
    // Strengths by Hunter's MM algorithm in Python (test/python/recompute/standings.py).
    expect(shown).toMatchObject([
      { variant: "b", wins: 5, ties: 0, losses: 3, winShare: 0.625, strength: expect.closeTo(60.95948, 4) },
      { variant: "a", wins: 4, ties: 1, losses: 3, winShare: 0.5625, strength: expect.closeTo(30.51998, 4) },
      { variant: "c", wins: 2, ties: 1, losses: 5, winShare: 0.3125, strength: expect.closeTo(-91.47946, 4) },
    ]);
    const text = renderComparisonText(report, { details: true });
    expect(text).toMatch(/^a +quality +8 +4\/1\/3 +56\.3 % +31 *$/m);
    expect(text).toMatch(/^c +quality +8 +2\/1\/5 +31\.3 % +−91 *$/m);
    expect(text).toContain(
      "Standing of the variants: it describes the items that variants share so far, and decides nothing",
    );
    expect(renderComparisonText(report)).not.toContain("Standing of the variants");
  });

  (hasPython ? test : test.skip)(
    "is recomputed in Python from the rows, and refused when it is wrong",
    async () => {
      const report = await compareArms(store, await threeArms(), LOWER_IS_BETTER);
      const [strongest, ...others] = report.standings?.variants ?? [];
      const changed = (change: object) => ({
        ...report,
        standings: { ...report.standings, variants: [{ ...strongest, ...change }, ...others] },
      });
      const wrong = [changed({ strength: 60.9601 }), changed({ ties: 1 }), changed({ strength: null })];
      const home = mkdtempSync(join(tmpdir(), "assay-standings-"));
      const outcomes = await recomputeFromStore(store, home, [
        report,
        ...wrong,
        { ...report, standings: null },
      ]);
      rmSync(home, { recursive: true, force: true });
      const paths = outcomes.map(({ failures }) => failures.map(({ path }) => path));
      expect(paths[0]).toEqual([]);
      expect(paths[1]).toEqual(["standings/variants/0/strength"]);
      expect(paths[2]).toEqual(["standings/variants/0/ties"]);
      expect(paths[3]).toContain("standings/variants/0/strength");
      expect(paths[4]).toEqual(["standings"]);
    },
  );
});
