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
async function gate(candidate: readonly number[], conditions: GatePolicy) {
  const write = (name: string, values: readonly number[]) =>
    storeExperiment(store, {
      name,
      metrics: { quality: values.map((value, index) => ({ itemId: `i${index}`, value })) },
    });
  const baseline = await write("base", BASELINE);
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
      BASELINE.map((value, index) => value + (noise[index] as number)),
      { quality: { maxDrop: 0.02 } },
    );
    expect({ outcome, sentence }).toEqual({
      outcome: "pass",
      sentence: "candidate passes the gate on quality.",
    });
    // Mean 0, SD sqrt(0.0014/9) = 0.012472, SE 0.0039441, t(0.95, 9) = 1.8331129: bounds ± 0.0072299.
    expect(checks[0]?.estimate).toBeCloseTo(0, 12);
    expect(checks[0]?.lowerBound).toBeCloseTo(-0.0072299, 6);
    expect(checks[0]?.upperBound).toBeCloseTo(0.0072299, 6);
  });

  test("fails when a drop beyond the margin is proven", async () => {
    const { outcome, checks } = await gate(
      BASELINE.map((value, index) => value - 0.1 - 0.01 * (index % 3)),
      { quality: { maxDrop: 0.05 } },
    );
    expect(outcome).toBe("fail");
    expect(checks[0]?.reason).toMatch(/^the change −0\.1\d+ .* is proven not to be no worse than −0\.05$/);
  });

  test("is inconclusive when the items do not tell, and says how many would", async () => {
    const { outcome, checks } = await gate(
      BASELINE.map((value, index) => value + (index % 2 === 0 ? 0.15 : -0.15)),
      { quality: { maxDrop: 0.02 } },
    );
    expect(outcome).toBe("inconclusive");
    // ((1.6448536 + 0.8416212) * 0.1581139 / 0.02)^2 = 386.4.
    expect(checks[0]?.itemsNeeded).toBe(387);
  });

  test("holds the mean to its minimum by the one-sided bound", async () => {
    const { checks } = await gate(BASELINE, { quality: { minimum: 0.55 } });
    // Mean 0.642, SD 0.0958935, SE 0.0303242: lower bound 0.642 − 1.8331129 · SE = 0.58641.
    expect(checks[0]).toMatchObject({ condition: "minimum", outcome: "pass" });
    expect(checks[0]?.lowerBound).toBeCloseTo(0.5864, 3);
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
