import { expect, test } from "@jest/globals";
import { failComparison } from "../../../src/activities/comparison-activities.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { comparisonNamed } from "../../support/store-contract/ending-contract.js";
import { experimentNamed } from "../../support/store-contract/experiment-named.js";

test("a comparison that fails takes those along that had not begun, its anchors among them", async () => {
  const store = await openSqliteStore({ file: ":memory:" });
  const [begun, pending, anchors] = ["begun", "pending", "anchors"].map(experimentNamed);
  if (begun === undefined || pending === undefined || anchors === undefined)
    throw new Error("three were made");
  await store.createExperiment({ ...begun, status: "running" });
  await store.createExperiment(pending);
  await store.createExperiment({ ...anchors, role: { kind: "anchors", besideExperimentId: null } });
  const comparison = {
    ...comparisonNamed("all"),
    experimentIds: [begun.id, pending.id],
    anchorsExperimentId: anchors.id,
  };
  await store.createComparison(comparison);
  const now = () => new Date("2026-01-02T03:04:06.000Z");
  await failComparison({ store, now })({ comparisonId: comparison.id, message: "no code" });
  const states = await Promise.all(
    [begun, pending, anchors].map(async ({ id }) => {
      const { status, error } = (await store.getExperiment(id)) ?? {};
      return [status, error];
    }),
  );
  expect(states).toEqual([
    ["running", null],
    ["failed", "no code"],
    ["failed", "no code"],
  ]);
  expect(await store.getComparison(comparison.id)).toMatchObject({ status: "failed", error: "no code" });
  await store.close();
});
