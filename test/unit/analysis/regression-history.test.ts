import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { findNewDrifts } from "../../../src/analysis/history/find-new-drifts.js";
import { summarizeExperiment } from "../../../src/analysis/summary/summarize-experiment.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import { ExperimentDefinitionNotFoundError } from "../../../src/domain/experiment/experiment-errors.js";
import type { RegressionRun } from "../../../src/domain/regression/regression-run.js";
import type { Store } from "../../../src/domain/store.js";
import { readRegressionHistory } from "../../../src/operations/regressions/read-regression-history.js";
import { renderHistoryHtml } from "../../../src/report/html/render-history-html.js";
import { renderHistory } from "../../../src/report/render-history.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { regressionRunOf, verdictOf } from "../../support/regression-run.js";
import { storeExperiment } from "../../support/stored-experiment.js";

const loadRegistry = async () => ({
  getDefinition: (name: string) => {
    if (name === "watched") return { name, dataset: "texts", pipeline: "echo", variants: {}, evaluators: [] };
    throw new ExperimentDefinitionNotFoundError(name, ["watched"]);
  },
});

let folder = "";
let store: Store;
let nights = 0;
beforeEach(async () => {
  nights = 0;
  folder = mkdtempSync(join(tmpdir(), "assay-history-"));
  store = await openSqliteStore({ file: join(folder, "assay.db") });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A night in which so many of 20 items were right; returns what is told of drifts. */
async function night(
  right: number,
  { change = {}, modelSnapshots = [] }: { change?: Partial<Experiment>; modelSnapshots?: string[] } = {},
): Promise<RegressionRun["drifts"]> {
  nights += 1;
  const id = `night-${String(nights).padStart(3, "0")}`;
  const values = Array.from({ length: 20 }, (_, item) => ({
    itemId: `i${item}`,
    value: item < right ? 1 : 0,
  }));
  const experiment = await storeExperiment(store, { name: id, metrics: { right: values }, change });
  await store.updateExperiment(experiment.id, { summary: await summarizeExperiment(store, experiment) });
  const scheduledAt = new Date(Date.UTC(2026, 0, nights, 3)).toISOString();
  const given = { scheduledAt, experimentId: experiment.id, experiment: id };
  await store.beginRegressionRun(regressionRunOf(id, given));
  const verdict = verdictOf({ experiment: id });
  await store.updateRegressionRun(id, { verdict });
  const run = regressionRunOf(id, { ...given, verdict, state: "passed", modelSnapshots });
  const drifts = await findNewDrifts(store, run);
  const endedAt = scheduledAt;
  await store.endRegressionRun(
    id,
    { state: "passed", previousState: null, modelSnapshots, drifts, error: null, endedAt },
    [],
  );
  return drifts;
}

describe("history", () => {
  test("nothing that was recorded is told, with what to do", async () => {
    await expect(readRegressionHistory({ store, loadRegistry }, { definition: "wached" })).rejects.toThrow(
      'The configuration defines no experiment "wached". Nearest: watched. Defined: watched',
    );
    await expect(readRegressionHistory({ store, loadRegistry }, { definition: "watched" })).rejects.toThrow(
      'There is no regression run of "watched" yet. Give its definition a schedule and bring it into Temporal: assay schedule sync',
    );
    await night(18);
    await expect(
      readRegressionHistory({ store, loadRegistry }, { definition: "watched", metric: "wrong" }),
    ).rejects.toThrow(/^No regression run of "watched" has the metric "wrong"\. They have: /);
  });

  test("is segmented where judge, items, models or config changed", async () => {
    await night(18);
    await night(17);
    await night(18, { change: { datasetVersion: "2026-02-01T00:00:00.000Z" } });
    await night(18, { change: { datasetVersion: "2026-02-01T00:00:00.000Z" }, modelSnapshots: ["m-2"] });
    await night(18, {
      change: { datasetVersion: "2026-02-01T00:00:00.000Z", config: { prompt: "other" } },
      modelSnapshots: ["m-2"],
    });
    const history = await readRegressionHistory(
      { store, loadRegistry },
      { definition: "watched", metric: "right" },
    );
    expect(history.metrics[0]?.segments.map(({ changed, points }) => [changed, points.length])).toEqual([
      [[], 2],
      [["dataset"], 1],
      [["model"], 1],
      [["config"], 1],
    ]);
    const text = renderHistory(history);
    expect(text.split("\n").slice(0, 3)).toEqual(["watched: 5 regression runs", "", "right  █▁┊▅┊▅┊▅"]);
    expect(text).toContain("2026-01-02T03:00:00.000Z  0.8500  [0.6396, 0.9476]  20     passed");
  });

  test("a lasting change is told once, with the run in which it began", async () => {
    const level = [19, 18, 19, 18, 19, 18, 19, 18, 19, 18, 19, 18, 19, 18, 19, 18];
    for (const right of level) expect(await night(right)).toEqual([]);
    const told: RegressionRun["drifts"] = [];
    for (const right of [10, 11, 10, 11, 10, 11, 10, 11, 10, 11]) told.push(...(await night(right)));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      metric: "right",
      direction: "down",
      isForTheWorse: true,
      beganRunId: "night-017",
      beganAt: "2026-01-17T03:00:00.000Z",
    });
    const history = await readRegressionHistory(
      { store, loadRegistry },
      { definition: "watched", metric: "right" },
    );
    expect(history.metrics[0]?.drifts).toEqual(told);
    const page = await renderHistoryHtml(history);
    expect(page).toContain("drift began");
    expect(page).toContain("since the run of 2026-01-17T03:00:00.000Z");
    expect(page).not.toContain("<script");
  });

  test("a change of the items' content is no drift", async () => {
    for (const right of [19, 18, 19, 18, 19, 18, 19, 18, 19, 18, 19, 18, 19, 18]) await night(right);
    const change = { datasetVersion: "2026-02-01T00:00:00.000Z" };
    for (const right of [10, 11, 10, 11, 10, 11]) expect(await night(right, { change })).toEqual([]);
  });

  test("names of items and metrics cannot act in the page", async () => {
    await night(18, { change: { name: "<img src=x>" } });
    const history = await readRegressionHistory({ store, loadRegistry }, { definition: "watched" });
    const hostile = { ...history, definition: "<script>alert(1)</script>" };
    expect(await renderHistoryHtml(hostile)).not.toContain("<script>alert");
  });
});
