import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { compareExperiments } from "../../../src/analysis/comparison/compare-experiments.js";
import { decideGate } from "../../../src/analysis/gate/decide-gate.js";
import { readGateMeans } from "../../../src/analysis/gate/read-gate-means.js";
import { ComparisonPolicy } from "../../../src/domain/comparison/comparison-policy.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import type { GatePolicy } from "../../../src/domain/gate/gate.js";
import type { Store } from "../../../src/domain/store.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { storeExperiment } from "../../support/stored-experiment.js";

let store: Store;
beforeEach(async () => {
  store = await openSqliteStore({ file: ":memory:" });
});
afterEach(() => store.close());

const BASELINE = [0.62, 0.71, 0.55, 0.8, 0.47, 0.66, 0.73, 0.58, 0.69, 0.61];

/** The baseline's values of the vectors' `paired` section, and candidates made of them. */
/** Two hundred items with the values of those ten. */
const MANY = Array.from({ length: 200 }, (_, index) => BASELINE[index % 10] as number);

async function gate(candidate: readonly number[], conditions: GatePolicy) {
  const write = (name: string, values: readonly number[]) =>
    storeExperiment(store, {
      name,
      metrics: { quality: values.map((value, index) => ({ itemId: `i${index}`, value })) },
    });
  const baseline = await write("base", MANY.slice(0, Math.max(10, candidate.length)));
  const other = await write("candidate", candidate);
  const experiments = [baseline, other];
  const stored = await Promise.all(experiments.map(async ({ id }) => await store.getExperiment(id)));
  const report = await compareExperiments(store, {
    experiments: stored.filter((experiment) => experiment !== null),
    baselineId: baseline.id,
    policy: ComparisonPolicy.parse({}),
  });
  const experiment = stored[1] as Experiment;
  const means = await readGateMeans(store, { report, experiment, conditions });
  return decideGate({ report, candidateId: other.id, conditions, means });
}

describe("the gate", () => {
  test("passes when the drop is proven to be smaller than the margin", async () => {
    const noise = [0.01, -0.01, 0.02, 0, -0.02, 0.01, 0, -0.01, 0.01, -0.01];
    const { outcome, checks, sentence } = await gate(
      MANY.map((value, index) => value + (noise[index % 10] as number)),
      { quality: { maxDrop: 0.03 } },
    );
    expect({ outcome, sentence }).toEqual({
      outcome: "pass",
      sentence: "candidate passes the gate on quality.",
    });
    expect(checks[0]?.estimate).toBeCloseTo(0, 12);
    // No tighter than the exact bound of a rare total loss, 1 − 0.05^(1/200), however little the pairs vary.
    expect(checks[0]?.lowerBound).toBeLessThan(-(1 - 0.05 ** (1 / 200)));
    expect(checks[0]?.lowerBound).toBeGreaterThan(-0.03);
  });

  test("fails when a drop beyond the margin is proven", async () => {
    const { outcome, checks } = await gate(
      MANY.map((value, index) => value - 0.1 - 0.01 * (index % 3)),
      { quality: { maxDrop: 0.05 } },
    );
    expect(outcome).toBe("fail");
    expect(checks[0]?.reason).toMatch(/^the change −0\.1\d+ .* is shown not to be no worse than −0\.05$/);
  });

  test("is inconclusive when the items do not tell, and says how many would", async () => {
    const { outcome, checks } = await gate(
      BASELINE.map((value, index) => value + (index % 2 === 0 ? 0.15 : -0.15)),
      { quality: { maxDrop: 0.02 } },
    );
    expect(outcome).toBe("inconclusive");
    // More than ((√(2 ln 20) + 0.8416212) * 0.1581139 / 0.02)^2 = 676.4, by the part of the bound that falls with n.
    expect(checks[0]?.itemsNeeded).toBe(843);
  });

  test("holds the mean to its minimum by the one-sided bound", async () => {
    const { checks } = await gate(MANY, { quality: { minimum: 0.55 } });
    expect(checks[0]).toMatchObject({ condition: "minimum", outcome: "pass" });
    // Student's bound of 200 such items would be 0.6313; betting allows for every other distribution in [0, 1].
    expect(checks[0]?.lowerBound).toBeGreaterThan(0.55);
    expect(checks[0]?.lowerBound).toBeLessThan(0.6313);
  });

  test("does not decide on a single item", async () => {
    const { outcome, checks } = await gate([0.6], { quality: { maxDrop: 0.02 } });
    expect(outcome).toBe("inconclusive");
    expect(checks[0]).toMatchObject({ estimate: null, lowerBound: null, itemsNeeded: null });
  });

  test("refuses a metric that is not there", async () => {
    await expect(gate(BASELINE, { absent: { minimum: 0.5 } })).rejects.toThrow(
      'The gate names the metric "absent", which the experiment does not have. It has: quality',
    );
  });
});
