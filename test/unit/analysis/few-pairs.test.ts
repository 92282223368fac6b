import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { compareExperiments } from "../../../src/analysis/comparison/compare-experiments.js";
import { decideGate } from "../../../src/analysis/gate/decide-gate.js";
import { readGateMeans } from "../../../src/analysis/gate/read-gate-means.js";
import { planExperiment } from "../../../src/analysis/plan/plan-experiment.js";
import { ComparisonPolicy } from "../../../src/domain/comparison/comparison-policy.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import type { Store } from "../../../src/domain/store.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { planRequest } from "../../support/plan-request.js";
import { type Arm, numbered, storeArm } from "../../support/stored-arms.js";

/** One to three pairs, by every path to a verdict, and with as few pairs asked for as a policy can. */

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const EARLY = { primaryMetric: "quality", stopEarly: { minimumItems: 10 } };
const CONDITIONS = {
  quality: { minimum: 0.3, maximum: 0.9, maxDrop: 0.1 },
  latency_ms: { maximum: 10 },
  latency_ms_median: { maximum: 10, maxDrop: 1 },
};

/** Every gain as large as can be, and every item the same: all that few pairs can seem to say. */
async function decide(n: number, { dataType, looked = false }: Pick<Arm, "dataType"> & { looked?: boolean }) {
  const change: Partial<Experiment> = looked
    ? { orderSeed: 7, status: "stopped_early", comparePolicy: ComparisonPolicy.parse(EARLY) }
    : {};
  const arm = (value: number): Arm => {
    const items = numbered(Array.from({ length: n }, () => value));
    return dataType === undefined ? { items, change } : { items, change, dataType };
  };
  const baseline = await storeArm(store, "base", arm(0));
  const candidate = await storeArm(store, "new", arm(1));
  const policy = ComparisonPolicy.parse({
    minimumPairs: 2,
    margins: { quality: 0.5 },
    ...(looked ? EARLY : {}),
  });
  const experiments = [baseline, candidate];
  const report = await compareExperiments(store, { experiments, baselineId: baseline.id, policy });
  const means = await readGateMeans(store, { report, experiment: candidate, conditions: CONDITIONS });
  const gate = decideGate({ report, candidateId: candidate.id, conditions: CONDITIONS, means });
  return { report, gate };
}

const KINDS = [
  ["scores", {}],
  ["yes-or-no values", { dataType: "BOOLEAN" }],
  ["scores that were looked at", { looked: true }],
  ["yes-or-no values that were looked at", { dataType: "BOOLEAN", looked: true }],
] as const;

describe.each(KINDS)("of %s", (_, kind) => {
  test.each([1, 2, 3])(
    "%i pairs name no winner, no equal and no tail, and all figures are numbers",
    async (n) => {
      const { report, gate } = await decide(n, kind);
      const undecided = ["insufficient_data", "inconclusive"];
      for (const { verdict } of [...report.differences, ...report.tails])
        expect(undecided).toContain(verdict);
      expect(report.winner.experimentId).toBeNull();
      expect(report.differences[0]?.reason).not.toBe("");
      for (const { decision } of report.sequential?.results ?? []) expect(decision).toBe("undecided");
      expect(JSON.stringify([report, gate])).toBe(JSON.stringify([report, gate], onlyNumbers));
      // What three values of 1 show is that their mean is at least 0.05^(1/3) = 0.37, and no more than that.
      const shown = gate.checks.filter(({ outcome }) => outcome !== "inconclusive");
      expect(shown.map(({ metric, condition, outcome }) => [metric, condition, outcome])).toEqual(
        n === 3 && !("looked" in kind) ? [["quality", "minimum", "pass"]] : [],
      );
    },
  );
});

/** @throws for a figure that is none: JSON would make it null. */
function onlyNumbers(_key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`a figure is ${value}`);
  return value;
}

describe("a plan from a pilot", () => {
  const pilotOf = async (values: readonly number[]) => ({
    baseline: await storeArm(store, "base", { items: numbered(values.map(() => 0.5)), metric: "s" }),
    candidate: await storeArm(store, "new", { items: numbered(values), metric: "s" }),
  });

  test("of 1 pair is refused", async () => {
    const pilot = await pilotOf([0.6]);
    await expect(planExperiment(store, { ...planRequest, pilot, effect: 0.1 })).rejects.toThrow(
      "experiment-base and experiment-new have 1 item with a s on both sides, at least 2 are needed",
    );
  });

  test.each([[[0.6, 0.5]], [[0.6, 0.5, 0.8]]])(
    "of the pairs %j plans for more than that says",
    async (values) => {
      const pilot = await pilotOf(values);
      const plan = await planExperiment(store, { ...planRequest, pilot, effect: 0.1 });
      expect(plan.needed?.sameSampling.items).toBeGreaterThanOrEqual(10);
      // The noise of so few pairs is hardly known, and the cautious plan reckons with that.
      expect(plan.needed?.cautiousItems).toBeGreaterThan(plan.needed?.sameSampling.items as number);
      expect(JSON.stringify(plan)).toBe(JSON.stringify(plan, onlyNumbers));
    },
  );
});
