import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { compareExperiments } from "../../../src/analysis/comparison/compare-experiments.js";
import { parseComparisonPolicy } from "../../../src/domain/comparison/comparison-policy.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { hasPython, recomputeFromStore } from "../../support/recompute-report.js";
import { numbered, storeArm, storeItems } from "../../support/stored-arms.js";

const ANCHORS = 20;
const JUDGINGS = 14;

test("a judge that creeps away has its alarm in the chart at the judging at which Python finds it", async () => {
  const store = await openSqliteStore({ file: ":memory:" });
  const ids = Array.from({ length: ANCHORS }, (_, index) => `i${String(index).padStart(3, "0")}`);
  const dataset = await storeItems(store, Object.fromEntries(ids.map((id) => [id, {}])));
  const judging = (round: number): Partial<Experiment> => ({
    ...dataset,
    comparisonId: `comparison-${round}`,
    createdAt: `2026-02-${String(round + 1).padStart(2, "0")}T00:00:00.000Z`,
  });
  // From the ninth judging on the judge gives a little more each time; no single step shows it.
  for (let round = 0; round < JUDGINGS; round += 1) {
    const scores = ids.map(
      (_, index) => (index % 5) / 8 + (((index + round) % 4) - 1.5) / 150 + Math.max(0, round - 7) * 0.002,
    );
    await storeArm(store, `anchors-${round}`, {
      items: numbered(scores),
      change: { ...judging(round), role: { kind: "anchors", besideExperimentId: null } },
    });
  }
  const experiments: Experiment[] = [];
  for (const [variant, more] of [
    ["base", 0],
    ["new", 0.1],
  ] as const)
    experiments.push(
      await storeArm(store, variant, {
        items: numbered(ids.map((_, index) => (index % 5) / 8 + more + (index % 3) / 100)),
        change: judging(JUDGINGS - 1),
      }),
    );
  const report = await compareExperiments(store, {
    experiments,
    baselineId: (experiments[0] as Experiment).id,
    policy: parseComparisonPolicy({}),
  });
  const [drift] = report.judgeDrift;
  expect(drift?.history).toHaveLength(JUDGINGS - 1);
  const alarm = await store.getExperiment(drift?.chartAlarm ?? "");
  expect(alarm?.name).toMatch(/^experiment-anchors-1\d$/);
  const home = mkdtempSync(join(tmpdir(), "assay-anchors-"));
  const other = { ...report, judgeDrift: [{ ...drift, chartAlarm: drift?.history[8]?.experimentId }] };
  const found = await recomputeFromStore(store, home, [report, other]);
  expect(found.map(({ failures }) => failures.map(({ path }) => path))).toEqual(
    hasPython ? [[], ["judgeDrift/0/chartAlarm"]] : [],
  );
  rmSync(home, { recursive: true, force: true });
  await store.close();
});
