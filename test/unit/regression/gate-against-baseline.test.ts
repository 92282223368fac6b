import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { gateAgainstBaseline } from "../../../src/analysis/regression/gate-against-baseline.js";
import { RegressionVerdict } from "../../../src/domain/regression/regression-verdict.js";
import type { Store } from "../../../src/domain/store.js";
import { gateExperiment } from "../../../src/operations/gate-experiment.js";
import { renderGate } from "../../../src/report/render-gate.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import {
  baselineFrom,
  numberedItems,
  putNumberedItems,
  storeMeasured,
} from "../../support/stored-regression.js";

const definition = { name: "spam" };
const ones = (count: number): number[] => Array.from({ length: count }, () => 1);
/** Of so many, every so-manieth is wrong. */
const wrongEvery = (count: number, step: number): number[] =>
  Array.from({ length: count }, (_, index) => (index % step === 0 ? 0 : 1));

describe("a candidate held against its definition's baseline", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openSqliteStore({ file: ":memory:" });
  });
  afterEach(() => store.close());

  test("passes where the gate is shown to hold, over items that say the same", async () => {
    const at = await putNumberedItems(store, numberedItems(120));
    const before = await storeMeasured(store, "before", { results: ones(120), at });
    const candidate = await storeMeasured(store, "after", { results: ones(120), at });
    const baseline = baselineFrom(before);
    const verdict = await gateAgainstBaseline(store, {
      definition,
      candidate,
      baseline: { kind: "stored", baseline },
    });
    expect(RegressionVerdict.parse(verdict)).toEqual(verdict);
    expect(verdict).toMatchObject({
      state: "passed",
      accepted: true,
      pairs: { paired: 120, changedContent: 0, added: 0, removed: 0, missing: 0 },
      baseline: { kind: "stored", baselineId: baseline.id, experiment: "experiment-before" },
      worstItems: [],
      next: null,
    });
  });

  test("fails where it got worse, and names the five that lost most with the start of their input", async () => {
    const at = await putNumberedItems(store, numberedItems(120));
    const before = await storeMeasured(store, "before", { results: ones(120), at });
    const candidate = await storeMeasured(store, "after", { results: wrongEvery(120, 2), at });
    const verdict = await gateAgainstBaseline(store, {
      definition,
      candidate,
      baseline: { kind: "stored", baseline: baselineFrom(before) },
    });
    expect(verdict.state).toBe("failed");
    expect(verdict.accepted).toBe(false);
    expect(verdict.reason).toMatch(
      /^accuracy: the change −0\.5000 \[.*\] is shown not to be no worse than −0\.1$/,
    );
    expect(verdict.worstItems).toHaveLength(5);
    expect(verdict.worstItems[1]).toEqual({
      itemId: "i002",
      input: "question 2",
      metric: "accuracy",
      before: 1,
      after: 0,
      loss: 1,
    });
  });

  test("is inconclusive where it cannot be told, with the items that would tell", async () => {
    const at = await putNumberedItems(store, numberedItems(30));
    const before = await storeMeasured(store, "before", { results: ones(30), at });
    const candidate = await storeMeasured(store, "after", { results: wrongEvery(30, 10), at });
    const verdict = await gateAgainstBaseline(store, {
      definition,
      candidate,
      baseline: { kind: "stored", baseline: baselineFrom(before) },
    });
    expect(verdict.state).toBe("inconclusive");
    expect(verdict.itemsNeeded).toBeGreaterThan(30);
    const lenient = await gateAgainstBaseline(store, {
      definition,
      candidate: { ...candidate, comparePolicy: { onInconclusive: "lenient" } as never },
      baseline: { kind: "stored", baseline: baselineFrom(before) },
    });
    expect(lenient).toMatchObject({ state: "inconclusive", accepted: true });
  });

  test("leaves items out of the pairs whose content changed, and counts them, those added and those gone", async () => {
    const at = await putNumberedItems(store, numberedItems(120));
    const before = await storeMeasured(store, "before", { results: ones(120), at });
    const items = numberedItems(130, (index) => (index < 20 ? { expectedOutput: "other" } : {})).slice(5);
    const later = await putNumberedItems(store, items);
    const candidate = await storeMeasured(store, "after", {
      results: [],
      at: later,
      arm: { items: Object.fromEntries(items.map(({ id }, index) => [id, index < 15 ? 0 : 1])) },
    });
    const verdict = await gateAgainstBaseline(store, {
      definition,
      candidate,
      baseline: { kind: "stored", baseline: baselineFrom(before) },
    });
    expect(verdict.pairs).toEqual({ paired: 100, changedContent: 15, added: 10, removed: 5, missing: 0 });
    expect(verdict.state).toBe("passed");
  });

  test("is incomparable below the minimum of pairs, with the reason, unless a mean is shown to be too low", async () => {
    const at = await putNumberedItems(store, numberedItems(40));
    const before = await storeMeasured(store, "before", { results: ones(40), at });
    const later = await putNumberedItems(
      store,
      numberedItems(40, (index) => (index < 36 ? { input: "other" } : {})),
    );
    const candidate = await storeMeasured(store, "after", { results: ones(40), at: later });
    const baseline = { kind: "stored", baseline: baselineFrom(before) } as const;
    const verdict = await gateAgainstBaseline(store, { definition, candidate, baseline });
    expect(verdict).toMatchObject({
      state: "incomparable",
      reason:
        "only 4 items are the same as in the baseline, and a comparison needs at least 10: 36 changed, 0 were added, 0 are gone",
      next: null,
    });
    const rerun = await gateAgainstBaseline(store, {
      definition: { ...definition, baseline: { refresh: "rerun" } },
      candidate,
      baseline,
    });
    expect(rerun.next).toEqual({ kind: "rerun", variant: "v", config: {} });
    const low = await storeMeasured(store, "low", {
      results: wrongEvery(40, 2),
      at: later,
      gate: { accuracy: { maxDrop: 0.1, minimum: 0.9 } },
    });
    const failed = await gateAgainstBaseline(store, { definition, candidate: low, baseline });
    expect(failed.state).toBe("failed");
  });

  test("is incomparable where the judge changed, and may have the baseline judged again, or run again", async () => {
    const at = await putNumberedItems(store, numberedItems(40));
    const before = await storeMeasured(store, "before", {
      results: ones(40),
      at,
      arm: { fingerprint: "old" },
    });
    const candidate = await storeMeasured(store, "after", { results: ones(40), at });
    const baseline = { kind: "stored", baseline: baselineFrom(before) } as const;
    const gate = async (
      settings: { readonly rescore?: boolean; readonly refresh?: "rerun" },
      isRescored = false,
    ) =>
      await gateAgainstBaseline(store, {
        definition: { ...definition, baseline: settings },
        candidate,
        baseline,
        isRescored,
      });
    expect(await gate({})).toMatchObject({
      state: "incomparable",
      reason: "accuracy: the scores come from different evaluator versions (fingerprints differ)",
      next: null,
    });
    expect((await gate({ rescore: true })).next).toEqual({ kind: "rescore", experimentId: before.id });
    expect((await gate({ rescore: true }, true)).next).toBeNull();
    expect((await gate({ rescore: true, refresh: "rerun" }, true)).next?.kind).toBe("rerun");
    const rerun = await storeMeasured(store, "rerun", { results: ones(40), at });
    const settled = await gateAgainstBaseline(store, {
      definition: { ...definition, baseline: { refresh: "rerun" } },
      candidate,
      baseline: { kind: "rerun", experiment: rerun, baselineId: baseline.baseline.id },
    });
    expect(settled.baseline).toMatchObject({ kind: "rerun", experiment: "experiment-rerun" });
    expect(settled.pairs?.paired).toBe(40);
  });

  test("has no verdict without a baseline, and says how to set one", async () => {
    const at = await putNumberedItems(store, numberedItems(12));
    const candidate = await storeMeasured(store, "after", { results: ones(12), at });
    expect(await gateAgainstBaseline(store, { definition, candidate, baseline: null })).toMatchObject({
      state: "no_baseline",
      accepted: false,
      reason: '"spam" has no baseline. Set one: assay baseline set spam EXPERIMENT --reason "…"',
    });
  });

  test.each([
    ["passed", ones(120)],
    ["failed", wrongEvery(120, 2)],
    ["inconclusive", wrongEvery(120, 11)],
  ] as const)("a gate of limits alone needs no baseline: %s", async (state, results) => {
    const at = await putNumberedItems(store, numberedItems(120));
    const gate = {
      accuracy: { minimum: 0.9, mustPass: ["i001"] },
      failure_rate: { maximum: 0.1 },
    };
    const candidate = await storeMeasured(store, "after", { results, at, gate });
    const verdict = await gateAgainstBaseline(store, { definition, candidate, baseline: null });
    expect(RegressionVerdict.parse(verdict)).toEqual(verdict);
    expect(verdict).toMatchObject({
      state,
      accepted: state === "passed",
      baseline: null,
      pairs: null,
      gate: { baseline: null, baselineId: null, experiment: "experiment-after" },
      next: null,
    });
    const alone = await gateExperiment(store, { experiment: candidate.name });
    expect(alone).toEqual(verdict.gate);
    expect(renderGate(alone).split("\n")[0]).toBe("experiment-after");
    await expect(
      gateExperiment(store, { experiment: candidate.name, metric: "accuracy", maxDrop: 0.1 }),
    ).rejects.toThrow('"spam" has no baseline.');
  });

  test("without a baseline, repetitions that were added count with the first", async () => {
    const at = await putNumberedItems(store, numberedItems(120));
    const gate = { accuracy: { minimum: 0.9 } };
    const escalating = { ...definition, escalate: { repetitions: 2 } };
    const candidate = await storeMeasured(store, "after", { results: wrongEvery(120, 11), at, gate });
    const open = await gateAgainstBaseline(store, { definition: escalating, candidate, baseline: null });
    expect(open).toMatchObject({ state: "inconclusive", next: { kind: "repeat", repetition: 1 } });
    const again = await storeMeasured(store, "again", { results: wrongEvery(120, 12), at, gate });
    const repeated = [again, again];
    const last = await gateAgainstBaseline(store, {
      definition: escalating,
      candidate,
      repeated,
      baseline: null,
    });
    expect(last).toMatchObject({ looks: { made: 3, most: 3 }, next: null });
    expect(last.warnings).toContain(
      "escalate has added 2 repetitions, as many as it may, and it is still open",
    );
  });

  test("a limit on a metric that is not there is refused without a baseline, too", async () => {
    const at = await putNumberedItems(store, numberedItems(12));
    const gate = { accurracy: { minimum: 0.9 } };
    const candidate = await storeMeasured(store, "after", { results: ones(12), at, gate });
    await expect(gateAgainstBaseline(store, { definition, candidate, baseline: null })).rejects.toThrow(
      /accurracy/,
    );
  });

  test("refuses a baseline whose experiment was deleted, and a definition without a gate", async () => {
    const at = await putNumberedItems(store, numberedItems(12));
    const candidate = await storeMeasured(store, "after", { results: ones(12), at });
    const baseline = { ...baselineFrom(candidate), experimentId: "gone", experiment: "spam-v-old" };
    await expect(
      gateAgainstBaseline(store, { definition, candidate, baseline: { kind: "stored", baseline } }),
    ).rejects.toThrow(
      'The baseline of "spam" is experiment "spam-v-old" (set by ann at 2026-11-01T00:00:00.000Z), which is no longer in the store. Set another: assay baseline set spam EXPERIMENT --reason "…"',
    );
    await expect(
      gateAgainstBaseline(store, { definition, candidate: { ...candidate, gate: {} }, baseline: null }),
    ).rejects.toThrow('Experiment "experiment-after" was started without a gate.');
  });

  test("counts failed and unscored runs as the worst they can be, so that they make it stricter only", async () => {
    const at = await putNumberedItems(store, numberedItems(120));
    const before = await storeMeasured(store, "before", { results: ones(120), at });
    const holes = ones(120).map((one, index) => (index % 3 === 0 ? ("failed" as const) : one));
    const candidate = await storeMeasured(store, "after", { results: holes, at });
    const verdict = await gateAgainstBaseline(store, {
      definition,
      candidate,
      baseline: { kind: "stored", baseline: baselineFrom(before) },
    });
    expect(verdict.state).not.toBe("passed");
    expect(verdict.pairs).toEqual({ paired: 80, changedContent: 0, added: 0, removed: 0, missing: 40 });
  });

  test("with repetitions added is decided on all of them together", async () => {
    const at = await putNumberedItems(store, numberedItems(100));
    const before = await storeMeasured(store, "before", { results: ones(100).map(() => 0.5), at });
    const noisy = (name: string, sign: number) =>
      storeMeasured(store, name, {
        at,
        results: ones(100).map((_, index) => 0.5 + (index % 2 === 0 ? sign : -sign) * 0.4),
      });
    const candidate = await noisy("after", 1);
    const request = {
      definition: { ...definition, escalate: { repetitions: 2, budgetUsd: 1 } },
      candidate,
      baseline: { kind: "stored", baseline: baselineFrom(before) },
    } as const;
    const first = await gateAgainstBaseline(store, request);
    expect(first).toMatchObject({
      state: "inconclusive",
      looks: { made: 1, most: 3 },
      next: { kind: "repeat", repetition: 1, budgetUsd: 1 },
    });
    const second = await gateAgainstBaseline(store, { ...request, repeated: [await noisy("again", -1)] });
    expect(second).toMatchObject({ state: "passed", looks: { made: 2, most: 3 }, next: null });
    expect(second.gate?.checks[0]?.estimate).toBeCloseTo(0, 12);
    const stillOpen = [await noisy("third", 1), await noisy("fourth", 1)];
    expect(await gateAgainstBaseline(store, { ...request, repeated: stillOpen })).toMatchObject({
      state: "inconclusive",
      next: null,
      warnings: ["escalate has added 2 repetitions, as many as it may, and it is still open"],
    });
    const spent = { ...(await store.getSpending(candidate.id)), calls: 1, costUsd: 1.25 };
    const paid = { ...store, getSpending: async () => spent };
    const again = await noisy("fifth", 1);
    expect(await gateAgainstBaseline(paid, { ...request, repeated: [again] })).toMatchObject({
      state: "inconclusive",
      next: null,
      warnings: ["escalate has used its budget of 1.0000 USD with 1 repetition, and it is still open"],
    });
  });
});
