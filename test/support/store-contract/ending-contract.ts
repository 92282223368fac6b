import { describe, expect, test } from "@jest/globals";
import type { Comparison } from "../../../src/domain/comparison/comparison.js";
import { ComparisonPolicy } from "../../../src/domain/comparison/comparison.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import type { PlannedRun } from "../../../src/domain/experiment/run.js";
import { comparisonId, runId, traceId } from "../../../src/domain/ids.js";
import type { Store } from "../../../src/domain/store.js";
import { emptyTrace } from "../empty-trace.js";
import { experimentNamed } from "./experiment-named.js";
import { openBeforeEach } from "./open-before-each.js";
import type { StorePlace } from "./store-place.js";

const AT = "2026-01-02T03:04:05.678Z";

/** A comparison of experiments that need not exist. */
export function comparisonNamed(name: string): Comparison {
  return {
    id: comparisonId(name),
    name,
    definition: "x",
    datasetName: "d",
    datasetVersion: AT,
    experimentIds: [],
    baselineId: "b",
    anchorsExperimentId: null,
    policy: ComparisonPolicy.parse({}),
    metadata: {},
    status: "pending",
    workflowId: `comparison/${name}`,
    report: null,
    error: null,
    createdAt: AT,
    endedAt: null,
  };
}

function planRun(experiment: Experiment, itemId: string, ordinal: number): PlannedRun {
  const place = { experimentId: experiment.id, itemId, repetition: 0 };
  return { ...place, id: runId(place), traceId: traceId(place), ordinal };
}

/** How every store ends what ended outside of it, and goes on with it. */
export function describeEndingContract(name: string, make: () => StorePlace): void {
  describe(`the store contract, ends and resumptions: ${name}`, () => {
    let store: Store;
    openBeforeEach({ make }, (opened) => {
      store = opened.store;
    });

    test("changes an experiment or comparison only from the states that were named, and finds what has not ended", async () => {
      const [one, two] = [experimentNamed("one"), experimentNamed("two")];
      for (const experiment of [one, two]) await store.createExperiment(experiment);
      await store.createComparison(comparisonNamed("both"));
      const names = async () => {
        const { experiments, comparisons } = await store.listUnended();
        return [...experiments, ...comparisons].map(({ name }) => name);
      };
      expect(await names()).toEqual(["one", "two", "both"]);
      const change = { status: "terminated", error: "gone", endedAt: AT } as const;
      for (const from of [["running"], ["completed", "failed"]] as const) {
        expect(await store.transitExperiment(one.id, { from, change })).toBe(false);
        expect(await store.transitComparison(comparisonNamed("both").id, { from, change })).toBe(false);
      }
      expect(await store.getExperiment("one")).toEqual(one);
      expect(await store.transitExperiment(one.id, { from: ["pending"], change })).toBe(true);
      expect(await store.getExperiment("one")).toEqual({ ...one, ...change });
      expect(await names()).toEqual(["two", "both"]);
      expect(await store.transitComparison(comparisonNamed("both").id, { from: ["pending"], change })).toBe(
        true,
      );
      expect(await names()).toEqual(["two"]);
      await store.updateExperiment(two.id, { status: "running" });
      expect(await names()).toEqual(["two"]);
    });

    test("reopens cancelled runs as far as they had come, and no others", async () => {
      const experiment = experimentNamed("one");
      await store.createExperiment(experiment);
      const runs = ["a", "b", "c", "d"].map((itemId, ordinal) => planRun(experiment, itemId, ordinal));
      const [a, b, c, d] = runs as [PlannedRun, PlannedRun, PlannedRun, PlannedRun];
      await store.planRuns(runs);
      for (const run of [a, b, c]) await store.startRun(run.id, emptyTrace(run, { at: AT }));
      for (const run of [a, b])
        await store.recordOutput(run.id, {
          output: 1,
          latencyMs: 1,
          costUsd: null,
          usage: null,
          attempts: 1,
          at: AT,
        });
      await store.completeRun(a.id, [], AT);
      expect(await store.cancelUnfinishedRuns(experiment.id, AT)).toBe(3);
      expect(await store.reopenCancelledRuns(experiment.id)).toBe(3);
      const states = await Promise.all([a, b, c, d].map(({ id }) => store.getRun(id)));
      expect(states.map((run) => [run?.status, run?.endedAt])).toEqual([
        ["completed", AT],
        ["evaluating", null],
        ["running", null],
        ["pending", null],
      ]);
      expect(await store.reopenCancelledRuns(experiment.id)).toBe(0);
    });
  });
}
