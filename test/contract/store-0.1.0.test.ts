import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { compareExperiments } from "../../src/analysis/comparison/compare-experiments.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import type { Store } from "../../src/domain/store.js";
import { openSqliteStore } from "../../src/store/sqlite.js";

/** The README's first experiment, run and stored by 0.1.0 through the engine it had, libsql. */
const FIXTURE = fileURLToPath(new URL("fixtures/store-0.1.0.db.gz", import.meta.url));

describe("a store that 0.1.0 made", () => {
  let folder = "";
  let store: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "assay-store-0.1.0-"));
    const file = join(folder, "assay.db");
    writeFileSync(file, gunzipSync(readFileSync(FIXTURE)));
    store = await openSqliteStore({ file });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  test("has its dataset, runs and scores", async () => {
    const [dataset] = await store.listDatasets();
    expect(dataset).toMatchObject({ name: "years", activeItems: 60, experiments: 2 });
    const experiments = await store.listExperiments({ limit: 10 });
    expect(experiments.map(({ variant, status }) => [variant, status]).sort()).toEqual([
      ["gregorian", "completed"],
      ["julian", "completed"],
    ]);
    for (const { id } of experiments) {
      const runs = await store.listRunsWithItems({ experimentId: id, fromOrdinal: 0, limit: 100 });
      expect(runs).toHaveLength(60);
      expect(runs[0]).toMatchObject({ status: "completed", item: { id: "1600", input: 1600 } });
      expect(await store.listScoresOfRuns(runs.map((run) => run.id))).toHaveLength(60);
    }
  });

  test("gives its comparison afresh: reports of 0.1.0 lack figures that verdicts rest on today", async () => {
    const [comparison] = await store.listComparisons({ limit: 1 });
    if (comparison === undefined) throw new Error("the fixture has no comparison");
    expect(comparison.report).toBeNull();
    const experiments = await Promise.all(comparison.experimentIds.map((id) => store.getExperiment(id)));
    const { differences } = await compareExperiments(store, {
      experiments: experiments as Experiment[],
      baselineId: comparison.baselineId,
      policy: comparison.policy,
    });
    const computed = differences.find(({ metric }) => metric === "exact_match");
    expect(computed).toMatchObject({ n: 60, verdict: "better" });
    expect(computed?.meanDifference).toBeCloseTo(11 / 60, 12);
  });

  test("is written to as any other", async () => {
    const [dataset] = await store.listDatasets();
    const { added } = await store.putItems(dataset?.id as string, [{ id: "2096", input: 2096 }]);
    expect(added).toBe(1);
  });

  test("lets another dataset have the ids of its items, and keeps its versions", async () => {
    const [dataset] = await store.listDatasets();
    const { id, latestVersion } = dataset as { id: string; latestVersion: string };
    await store.importItems({ name: "golden" }, [{ id: "1600", input: "another" }]);
    await store.putItems(id, [{ id: "1600", input: "changed" }]);
    const inputAt = async (version: string | null) =>
      (await store.getItem({ datasetId: id, version, itemId: "1600" }))?.input;
    expect([await inputAt(latestVersion), await inputAt(null)]).toEqual([1600, "changed"]);
    expect(await store.listVersions(id)).toHaveLength(2);
    const [experiment] = await store.listExperiments({ limit: 1 });
    const range = { experimentId: experiment?.id as string, fromOrdinal: 0, limit: 1 };
    expect((await store.listRunsWithItems(range))[0]?.item.input).toBe(1600);
  });
});
