import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { choosePilot } from "../../../src/analysis/plan/choose-pilot.js";
import { type PlanRequest, planExperiment } from "../../../src/analysis/plan/plan-experiment.js";
import { ExperimentPlan } from "../../../src/domain/plan/experiment-plan.js";
import type { Store } from "../../../src/domain/store.js";
import { renderPlanText } from "../../../src/report/render-plan.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { numbered, storeArm } from "../../support/stored-arms.js";
import { type StoredValue, storeExperiment } from "../../support/stored-experiment.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const base: PlanRequest = {
  definition: "x",
  metric: "s",
  alpha: 0.05,
  power: 0.8,
  effect: null,
  pilot: null,
  assumptions: {},
  design: {},
  maximumItems: null,
  minimumItems: 10,
  maximumRepetitions: 10,
  maximumJudgements: 20,
  circumstances: { candidates: 1, clusterBy: null, stopsEarly: false },
};
const plan = (change: Partial<PlanRequest>) => planExperiment(store, { ...base, ...change });
const values = (numbers: readonly (number | null)[]): StoredValue[] =>
  numbers.map((value, index) => ({ itemId: `item-${String(index).padStart(3, "0")}`, value }));

describe("a plan from stated assumptions", () => {
  test("finds Miller's example: 969 items by the normal approximation, two more by the exact t test", async () => {
    // Miller 2024, §5: ω² = 1/9, no sampling noise, difference 0.03, power 0.8. statsmodels TTestPower: 970.92.
    const result = await plan({ effect: 0.03, assumptions: { sd: 1 / 3 }, design: { items: 969 } });
    expect(result.needed?.sameSampling.items).toBe(971);
    expect(result.present.power).toBeCloseTo(0.8, 2);
    expect(result.needed?.cheapest?.items).toBe(971);
  });
  test("says what the definition's policy asks beyond its formula", async () => {
    const change = { effect: 0.1, assumptions: { sd: 0.2 }, design: { items: 30 } };
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
      design: { items: 50, repetitions: 2, judgements: 4 },
    });
    const variance = 0.09 + (2 * 0.04 + (2 * 0.01) / 4) / 2;
    expect(result.present.standardError).toBeCloseTo(Math.sqrt(variance / 50), 12);
  });
  test("spends the next dollar on items while there are any, and names the next best", async () => {
    const assumptions = { sd: 0.1, repetitionSd: 0.3, judgeSd: 0.4, costPerRunUsd: 0.01 };
    const design = { items: 40, repetitions: 1, judgements: 1 };
    const free = await plan({ assumptions: { ...assumptions, costPerJudgementUsd: 0.05 }, design });
    expect(free.unit).toBe("usd");
    expect(free.nextSteps.map(({ what }) => what)).toEqual(["items", "repetitions", "judgements"]);
    const scarce = await plan({
      assumptions: { ...assumptions, costPerJudgementUsd: 0.0001 },
      design,
      maximumItems: 40,
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
      design: { items: 20 },
    });
    const cheapest = result.needed?.cheapest;
    expect(cheapest?.judgements).toBeGreaterThan(10);
    expect(cheapest?.costUsd).toBeLessThan((result.needed?.sameSampling.costUsd as number) / 5);
  });
  test("compares calls and leaves the cost unknown where a price is unknown", async () => {
    const result = await plan({ effect: 0.1, assumptions: { sd: 0.2 }, design: { items: 20 } });
    expect(result).toMatchObject({ unit: "calls", present: { costUsd: null, pipelineCalls: 40 } });
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
    const result = await plan({ effect: 0.01, assumptions: { sd: 0.3 }, maximumItems: 100 });
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

describe("a plan from a pilot", () => {
  const change = { definition: "x", comparisonId: "0123456789abcdef" };

  test("reads noise, design and prices from the rows", async () => {
    // Differences of the means 0.1, 0.3, 0.5: variance 0.04. Within-item variances 0.02 on both sides.
    const repeated = (means: readonly number[]): StoredValue[] =>
      means.flatMap((mean, index) =>
        [-0.1, 0.1].map((offset, repetition) => ({
          itemId: `item-${index}`,
          repetition,
          value: mean + offset,
        })),
      );
    const shared = { change, judge: { costUsd: 0.004 }, runCostUsd: 0.01 };
    const baseline = await storeExperiment(store, {
      name: "a",
      ...shared,
      metrics: { s: repeated([0.2, 0.4, 0.3]) },
    });
    const candidate = await storeExperiment(store, {
      name: "b",
      ...shared,
      metrics: { s: repeated([0.3, 0.7, 0.8]) },
    });
    const result = await plan({ pilot: { baseline, candidate } });
    // ω² = 0.04 − 0.02 / 2 − 0.02 / 2
    expect(result.noise.itemVariance).toBeCloseTo(0.02, 12);
    expect(result.noise.repetitionVariance).toBeCloseTo(0.04, 12);
    expect(result.noise.judgeVariance).toBeNull();
    expect(result.present).toMatchObject({ items: 3, repetitions: 2, judgements: 1, pipelineCalls: 12 });
    expect(result.present.costUsd).toBeCloseTo(12 * 0.014, 12);
    expect(result.pilot).toMatchObject({ baseline: "a", candidate: "b", pairs: 3 });
    expect(ExperimentPlan.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });
  test("separates the judge's noise where scores keep their judgements", async () => {
    const judged = (means: readonly number[]): StoredValue[] =>
      means.map((mean, index) => ({
        itemId: `item-${index}`,
        value: mean,
        metadata: { judgements: [mean - 0.1, mean, mean + 0.1] },
      }));
    const shared = { change, judge: { costUsd: 0.03 }, runCostUsd: 0.01 };
    const baseline = await storeExperiment(store, {
      name: "a",
      ...shared,
      metrics: { s: judged([0.2, 0.4, 0.3]) },
    });
    const candidate = await storeExperiment(store, {
      name: "b",
      ...shared,
      metrics: { s: judged([0.3, 0.7, 0.8]) },
    });
    const result = await plan({ pilot: { baseline, candidate } });
    // Each judgement varies by 0.01 on either side; three of them leave 2 · 0.01 / 3 in a difference.
    expect(result.noise.judgeVariance).toBeCloseTo(0.02, 12);
    expect(result.noise.itemVariance).toBeCloseTo(0.04 - 0.02 / 3, 12);
    expect(result.noise.repetitionVariance).toBeNull();
    expect(result.present.judgements).toBe(3);
    expect(result.prices.judgementUsd).toBeCloseTo(0.01, 12);
    expect(result.present.standardError).toBeCloseTo(Math.sqrt(0.04 / 3), 12);
    expect(result.notes.join("\n")).toContain("Repetition noise could not be separated");
  });
  test("warns of a small pilot with the upper bound of its standard deviation", async () => {
    const baseline = await storeExperiment(store, {
      name: "a",
      change,
      metrics: { s: values([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) },
    });
    const candidate = await storeExperiment(store, {
      name: "b",
      change,
      metrics: { s: values([0.1, 0.2, 0, 0.3, 0.1, 0, 0.2, 0.1, -0.1, 0.1]) },
    });
    const result = await plan({ pilot: { baseline, candidate }, effect: 0.02 });
    // SciPy: sqrt(9 / chi2.ppf(0.2, 9)) = 1.2933854444729525.
    const { standardDeviation, standardDeviationUpperBound } = result.pilot as NonNullable<
      typeof result.pilot
    >;
    expect(standardDeviationUpperBound / standardDeviation).toBeCloseTo(1.2933854444729525, 9);
    expect(result.needed?.cautiousItems).toBeGreaterThan(result.needed?.sameSampling.items as number);
    expect(renderPlanText(result)).toContain("note: The pilot has 10 pairs");
  });
  test("counts only items with a value on both sides", async () => {
    const baseline = await storeExperiment(store, {
      name: "a",
      change,
      metrics: { s: values([0.1, 0.2, null, 0.4]) },
    });
    const candidate = await storeExperiment(store, {
      name: "b",
      change,
      metrics: { s: values([0.3, 0.2, 0.9, null]) },
    });
    expect((await plan({ pilot: { baseline, candidate } })).pilot?.pairs).toBe(2);
  });
  test("leaves human labels out of the noise", async () => {
    const numbers = [0.1, 0.5, 0.3];
    const baseline = await storeExperiment(store, { name: "a", change, metrics: { s: values(numbers) } });
    const candidate = await storeExperiment(store, {
      name: "b",
      change,
      metrics: { s: values([0.2, 0.9, 0.3]) },
    });
    const before = await plan({ pilot: { baseline, candidate } });
    const [run] = await store.listRuns({ experimentId: candidate.id, fromOrdinal: 0, limit: 1 });
    await store.putScores([
      {
        id: "3f0c1e0a-6b1d-5d5c-8d0f-6a2f4e8b7c31",
        traceId: run?.traceId as string,
        runId: run?.id as string,
        experimentId: candidate.id,
        evaluatorId: null,
        name: "s",
        dataType: "NUMERIC",
        value: 1,
        stringValue: null,
        unscoredReason: null,
        comment: null,
        metadata: {},
        fingerprint: null,
        source: "ANNOTATION",
        timestamp: "2026-01-02T03:04:05.678Z",
      },
    ]);
    expect(await plan({ pilot: { baseline, candidate } })).toEqual(before);
  });
});

describe("the pilot", () => {
  const options = { definition: "x", from: [], metric: null, isRequired: true };
  const ask = (change: Partial<Parameters<typeof choosePilot>[1]>) =>
    choosePilot(store, { ...options, ...change });
  const finished = (name: string, change: object) =>
    storeExperiment(store, {
      name,
      change: { definition: "x", ...change },
      metrics: { s: values([1, 0, 1]) },
    });

  test("is the latest finished comparison of the definition, its baseline first", async () => {
    await finished("old-a", { comparisonId: "aaaaaaaaaaaaaaaa" });
    await finished("old-b", { comparisonId: "aaaaaaaaaaaaaaaa" });
    await finished("new-a", { comparisonId: "bbbbbbbbbbbbbbbb", variant: "one" });
    await finished("new-b", { comparisonId: "bbbbbbbbbbbbbbbb", variant: "two" });
    await finished("running", { comparisonId: "cccccccccccccccc", status: "running" });
    const { pilot, metric } = await ask({ baselineVariant: "one" });
    expect([pilot?.baseline.name, pilot?.candidate.name, metric]).toEqual(["new-a", "new-b", "s"]);
  });
  test("may be named, baseline first", async () => {
    await finished("a", {});
    await finished("b", {});
    const { pilot } = await ask({ from: ["b", "a"] });
    expect([pilot?.baseline.name, pilot?.candidate.name]).toEqual(["b", "a"]);
  });
  test("is left alone when assumptions are stated and none is named", async () => {
    await finished("a", { comparisonId: "aaaaaaaaaaaaaaaa" });
    await finished("b", { comparisonId: "aaaaaaaaaaaaaaaa" });
    expect(await ask({ isRequired: false, metric: "m" })).toEqual({ pilot: null, metric: "m" });
  });
  const advice =
    "Run one (assay run x --limit 30), name one (--from EXPERIMENT EXPERIMENT), or state assumptions (--sd, --repetition-sd, --judge-sd).";
  test("must exist", async () => {
    await expect(ask({})).rejects.toThrow(
      `There is no pilot to plan "x" from: no comparison of two of its variants has finished in this store. ${advice}`,
    );
  });
  test("must be a pair", async () => {
    await finished("a", {});
    await expect(ask({ from: ["a"] })).rejects.toThrow(
      `There is no pilot to plan "x" from: --from names 1 experiment; allowed is a comparison, or a baseline and one candidate. ${advice}`,
    );
  });
  test("must be known", async () => {
    await expect(ask({ from: ["absent", "b"] })).rejects.toThrow(
      'Experiment "absent" not found, neither as name nor as id. List them with: assay list',
    );
  });
  test("must run over one dataset version", async () => {
    await finished("a", {});
    await finished("b", { datasetVersion: "2026-01-02T03:04:05.679Z" });
    await expect(ask({ from: ["a", "b"] })).rejects.toThrow("a and b ran over different dataset versions");
  });
  test("must be scored by one version of the judge, and in one kind of values", async () => {
    const scores = numbered([0.1, 0.4, 0.2]);
    await storeArm(store, "one", { items: scores });
    await storeArm(store, "two", { items: scores, fingerprint: "g" });
    await storeArm(store, "three", { items: numbered([0, 1, 1]), dataType: "BOOLEAN" });
    const from = ["experiment-one", "experiment-two"];
    await expect(ask({ from, metric: "quality" })).rejects.toThrow(
      "experiment-one and experiment-two cannot be compared on quality: the scores come from different evaluator versions (fingerprints differ)",
    );
    await expect(ask({ from: ["experiment-one", "experiment-three"], metric: "quality" })).rejects.toThrow(
      "experiment-one and experiment-three cannot be compared on quality: the values are NUMERIC in experiment-one and BOOLEAN in experiment-three",
    );
  });
  test("must have the metric on both sides", async () => {
    await finished("a", {});
    await finished("b", {});
    await expect(ask({ from: ["a", "b"], metric: "other" })).rejects.toThrow(
      'The plan cannot be made: the pilot has no numeric score "other" on both sides. Scores it has: s.',
    );
  });
  test("of one pair is too small", async () => {
    const baseline = await storeExperiment(store, { name: "a", metrics: { s: values([1]) } });
    const candidate = await storeExperiment(store, { name: "b", metrics: { s: values([0]) } });
    await expect(plan({ pilot: { baseline, candidate } })).rejects.toThrow(
      "a and b have 1 items with a s on both sides, at least 2 are needed",
    );
  });
  test("without variance says nothing about noise", async () => {
    const baseline = await finished("a", {});
    const candidate = await finished("b", {});
    await expect(plan({ pilot: { baseline, candidate } })).rejects.toThrow(
      "The plan cannot be made: all 3 pairs of the pilot differ by exactly 0 on s, which says nothing about the noise of others; run a larger pilot, or state --sd.",
    );
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
