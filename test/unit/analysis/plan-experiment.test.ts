import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type PlanRequest, planExperiment } from "../../../src/analysis/plan/plan-experiment.js";
import type { Store } from "../../../src/domain/store.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { planRequest } from "../../support/plan-request.js";
import { numbered, storeArm } from "../../support/stored-arms.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const plan = (change: Partial<PlanRequest>) => planExperiment(store, { ...planRequest, ...change });

describe("a plan from stated assumptions", () => {
  test("finds Miller's example: 969 items by the normal approximation, two more by the exact t test", async () => {
    // Miller 2024, §5: ω² = 1/9, no sampling noise, difference 0.03, power 0.8. statsmodels TTestPower: 970.92.
    const result = await plan({ effect: 0.03, assumptions: { sd: 1 / 3 }, design: { items: 969 } });
    expect(result.needed?.sameSampling.items).toBe(971);
    expect(result.present.power).toBeCloseTo(0.8, 2);
    expect(result.needed?.cheapest?.items).toBe(971);
  });
  test("says what the definition's policy asks beyond its formula", async () => {
    const change = { effect: 0.03, assumptions: { sd: 0.2 }, design: { items: 300 } };
    const alone = await plan(change);
    const circumstances = { candidates: 3, clusterBy: "document", stopsEarly: true };
    const { notes } = await plan({ ...change, circumstances });
    expect(notes.slice(alone.notes.length)).toEqual([
      "This is for one candidate; with 3 the correction for several may ask 0.0167 of a test: plan that with --alpha.",
      "Items count as independent here; the policy clusters them by document, and items that are alike tell less: more are needed, and clusters rather than items.",
      "The policy stops early: its interval is wider than that of a comparison nobody looks at before the end, so the last item finds somewhat larger differences than this.",
    ]);
  });
  test("gives the smallest difference that the present items find", async () => {
    // The t test alone finds 0.5292356151129529 standard deviations (SciPy's noncentral t); what else must agree asks for more.
    const result = await plan({ assumptions: { sd: 0.2 }, design: { items: 30 } });
    const { minimumDetectableEffect: effect } = result.present;
    expect(effect).toBeGreaterThan(0.2 * 0.5292356151129529);
    expect(effect).toBeLessThan(1.05 * 0.2 * 0.5292356151129529);
    expect(result.present.standardError).toBeCloseTo(0.2 / Math.sqrt(30), 12);
    expect(result.needed).toBeNull();
  });
  test("adds repetition and judge noise as [ω² + (g + j / J) / K] / n", async () => {
    const result = await plan({
      assumptions: { sd: 0.3, repetitionSd: 0.2, judgeSd: 0.1 },
      design: { items: 500, repetitions: 2, judgements: 4 },
    });
    const variance = 0.09 + (2 * 0.04 + (2 * 0.01) / 4) / 2;
    expect(result.present.standardError).toBeCloseTo(Math.sqrt(variance / 500), 12);
  });
  test("spends the next dollar on items while there are any, and names the next best", async () => {
    const assumptions = { sd: 0.1, repetitionSd: 0.3, judgeSd: 0.4, costPerRunUsd: 0.01 };
    const design = { items: 400, repetitions: 1, judgements: 1 };
    const free = await plan({ assumptions: { ...assumptions, costPerJudgementUsd: 0.05 }, design });
    expect(free.unit).toBe("usd");
    expect(free.nextSteps.map(({ what }) => what)).toEqual(["items", "repetitions", "judgements"]);
    const scarce = await plan({
      assumptions: { ...assumptions, costPerJudgementUsd: 0.0001 },
      design,
      maximumItems: 400,
    });
    expect(scarce.nextSteps.map(({ what, obstacle }) => [what, obstacle === null])).toEqual([
      ["judgements", true],
      ["repetitions", true],
      ["items", false],
    ]);
    expect(scarce.advice).toContain("The next dollar reduces the error most when spent on judge samples: ");
  });
  test("promises for a tenth more spent what a tenth more gives", async () => {
    const assumptions = {
      sd: 0.3,
      repetitionSd: 0.3,
      judgeSd: 0.2,
      costPerRunUsd: 0.02,
      costPerJudgementUsd: 0.01,
    };
    const design = { items: 1_000, repetitions: 10, judgements: 10 };
    const now = await plan({ assumptions, design });
    const step = (what: string) =>
      now.nextSteps.find((candidate) => candidate.what === what)?.standardErrorAfterTenPercent as number;
    const more = async (change: object) =>
      (await plan({ assumptions, design: { ...design, ...change } })).present;
    const items = await more({ items: 1_100 });
    const repetitions = await more({ repetitions: 11 });
    expect(items.costUsd).toBeCloseTo(1.1 * (now.present.costUsd as number), 9);
    expect(step("items")).toBeCloseTo(items.standardError, 12);
    expect(step("repetitions")).toBeCloseTo(repetitions.standardError, 12);
    // A run with its ten judgements costs 0.12, a tenth of which buys 1.2 more of 0.01 each.
    const judged = Math.sqrt((0.09 + (0.18 + 0.08 / 11.2) / 10) / 1_000);
    expect(step("judgements")).toBeCloseTo(judged, 12);
  });
  test("finds the cheapest design: judge samples where these are cheap beside runs", async () => {
    const result = await plan({
      effect: 0.1,
      assumptions: { sd: 0.05, judgeSd: 0.4, costPerRunUsd: 1, costPerJudgementUsd: 0.001 },
      design: { items: 300 },
    });
    const cheapest = result.needed?.cheapest;
    expect(cheapest?.judgements).toBeGreaterThan(10);
    expect(cheapest?.costUsd).toBeLessThan((result.needed?.sameSampling.costUsd as number) / 5);
  });
  test("compares calls and leaves the cost unknown where a price is unknown", async () => {
    const result = await plan({ effect: 0.03, assumptions: { sd: 0.2 }, design: { items: 300 } });
    expect(result).toMatchObject({ unit: "calls", present: { costUsd: null, pipelineCalls: 600 } });
    expect(result.notes.join("\n")).toContain("A price is unknown");
  });
  test("never plans fewer items than a verdict needs", async () => {
    const result = await plan({ effect: 5, assumptions: { sd: 0.1 }, design: { items: 20 } });
    expect(result.needed?.sameSampling.items).toBe(30);
    expect(result.notes).toContain(
      "Fewer than 30 items give no verdict on a mean, however large the effect.",
    );
    const unit = await plan({ effect: 0.9, assumptions: { sd: 0.1 }, design: { items: 20 } });
    expect(unit.needed?.sameSampling.items).toBe(10);
    expect(unit.notes).toContain("Scores are taken to lie in 0 to 1.");
  });
  test("says when the items at hand cannot be enough", async () => {
    const result = await plan({ effect: 0.01, assumptions: { sd: 0.3 }, maximumItems: 300 });
    expect(result.needed?.cheapest).toBeNull();
    expect(result.advice).toContain("No design within the limits finds a difference of 0.01 with 80 % power");
  });
});

describe("a plan for yes-or-no scores", () => {
  test("is McNemar's, from the share of items on which the sides differ", async () => {
    const result = await plan({ effect: 0.1, assumptions: { discordant: 0.2 }, design: { items: 100 } });
    expect(result).toMatchObject({ method: "mcnemar", needed: { sameSampling: { items: 168 } } });
    expect(result.present.standardError).toBeCloseTo(Math.sqrt(0.19 / 100), 12);
    expect(result.notes).toContain(
      "Power is that of McNemar's exact test, which decides about yes-or-no scores of one repetition.",
    );
  });
  test("needs a share that holds the effect", async () => {
    await expect(plan({ effect: 0.3, assumptions: { discordant: 0.2 } })).rejects.toThrow(
      "the discordant share is 0.2; allowed is a share of the items above 0 and up to 1, not below the effect 0.3: on so many items the sides differ at least.",
    );
    await expect(plan({ assumptions: { discordant: 0.2, sd: 0.4 } })).rejects.toThrow(
      "both sd and the discordant share are stated; the share says the standard deviation already.",
    );
  });
  test("reads gains and losses from a pilot", async () => {
    const outcomes = (passed: (index: number) => boolean) =>
      numbered(Array.from({ length: 200 }, (_, index) => Number(passed(index))));
    const pilot = {
      baseline: await storeArm(store, "base", {
        items: outcomes((index) => index >= 30),
        dataType: "BOOLEAN",
      }),
      candidate: await storeArm(store, "new", {
        items: outcomes((index) => index < 190),
        dataType: "BOOLEAN",
      }),
    };
    const result = await plan({ metric: "quality", effect: 0.1, pilot });
    expect(result).toMatchObject({ method: "mcnemar", needed: { sameSampling: { items: 168 } } });
  });
});

describe("impossible plans get one clear message", () => {
  const sd = { assumptions: { sd: 0.1 }, design: { items: 20 } };
  test.each<[string, Partial<PlanRequest>, string]>([
    [
      "an effect of 0",
      { ...sd, effect: 0 },
      "the effect is 0; allowed is a size above 0, in score points, whichever side is better.",
    ],
    [
      "a negative effect",
      { ...sd, effect: -0.1 },
      "the effect is -0.1; allowed is a size above 0, in score points, whichever side is better.",
    ],
    ["an alpha of 1", { ...sd, alpha: 1 }, "alpha is 1; allowed is a number between 0 and 1."],
    ["a power of 0", { ...sd, power: 0 }, "power is 0; allowed is a number between 0 and 1."],
    ["a power below alpha", { ...sd, power: 0.04 }, "power is 0.04; allowed is above alpha = 0.05."],
    ["a negative deviation", { assumptions: { sd: -1 } }, "sd is -1; allowed is a number, 0 or above."],
    [
      "no deviation",
      { design: { items: 20 } },
      "without a pilot the standard deviation of the items' differences is needed; state it with --sd.",
    ],
    [
      "no noise at all",
      { assumptions: { sd: 0 }, design: { items: 20 } },
      "all standard deviations are 0; without noise there is nothing to plan.",
    ],
    [
      "no number of items",
      { assumptions: { sd: 0.1 } },
      "how many items there are is not known; state it with --items.",
    ],
    [
      "one item",
      { assumptions: { sd: 0.1 }, design: { items: 1 } },
      "1 item has no variance; at least 2 are needed.",
    ],
    [
      "judge samples without a judge",
      { assumptions: { sd: 0.1 }, design: { items: 9, judgements: 2 } },
      "s is computed, not judged, so that judge samples change nothing; leave them out, or state --judge-sd.",
    ],
  ])("%s", async (_name, change, message) => {
    await expect(plan(change)).rejects.toThrow(`The plan cannot be made: ${message}`);
  });
});
