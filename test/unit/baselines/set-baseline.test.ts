import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { summarizeExperiment } from "../../../src/analysis/summary/summarize-experiment.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import type { Store } from "../../../src/domain/store.js";
import { clearBaseline } from "../../../src/operations/baselines/clear-baseline.js";
import { exportBaseline } from "../../../src/operations/baselines/export-baseline.js";
import { requireBaseline } from "../../../src/operations/baselines/require-baseline.js";
import { setBaseline } from "../../../src/operations/baselines/set-baseline.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { baselineOf } from "../../support/store-contract/baseline-contract.js";
import { numberedItems, putNumberedItems, storeMeasured } from "../../support/stored-regression.js";

describe("declaring a baseline", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openSqliteStore({ file: ":memory:" });
  });
  afterEach(() => store.close());
  const measured = async (
    name: string,
    change: Partial<Experiment> = {},
    results: (number | "failed")[] = [1],
  ) => {
    const at = await putNumberedItems(store, numberedItems(results.length));
    const experiment = await storeMeasured(store, name, { results, at, change });
    await store.updateExperiment(experiment.id, { summary: await summarizeExperiment(store, experiment) });
    return experiment.name;
  };
  const request = { definition: "spam", reason: "reviewed by hand", by: "ann" };

  test("keeps who, when and why, and the one before", async () => {
    const first = await setBaseline(store, { ...request, experiment: await measured("one") });
    const second = await setBaseline(store, {
      ...request,
      experiment: await measured("two"),
      reason: " better ",
    });
    expect(first).toMatchObject({ setBy: "ann", reason: "reviewed by hand", experiment: "experiment-one" });
    expect(second.reason).toBe("better");
    expect(await requireBaseline(store, "spam")).toEqual(second);
    expect(await requireBaseline(store)).toEqual(second);
    expect(await store.listBaselines("spam")).toEqual([second, first]);
    expect(await clearBaseline(store, { definition: "spam", reason: "wrong data", by: "bob" })).toMatchObject(
      {
        id: second.id,
        clearedBy: "bob",
        clearedReason: "wrong data",
      },
    );
  });

  test("refuses what is of another definition, did not complete, or has nothing to compare with", async () => {
    const refusals: readonly [string, string][] = [
      [await measured("other", { definition: "ham" }), 'it is of definition "ham", not of "spam"'],
      [
        await measured("cut", { status: "cancelled" }),
        "it is cancelled, and only what completed can be compared with",
      ],
      [
        await measured("early", { status: "stopped_early" }),
        "it is stopped_early, and only what completed can be compared with",
      ],
      [await measured("broken", {}, ["failed"]), "all its runs failed"],
      [
        await measured("anchors", { role: { kind: "anchors", besideExperimentId: null } }),
        "it judges anchors, and is no variant of its definition",
      ],
    ];
    for (const [experiment, problem] of refusals)
      await expect(setBaseline(store, { ...request, experiment })).rejects.toThrow(
        `Experiment "${experiment}" cannot be a baseline: ${problem}.`,
      );
    const experiment = await measured("good");
    await expect(setBaseline(store, { ...request, experiment, reason: " " })).rejects.toThrow(
      `Experiment "experiment-good" cannot be a baseline: the reason is empty; say why it is good.`,
    );
    await expect(setBaseline(store, { ...request, experiment: "absent" })).rejects.toThrow(
      'Experiment "absent" not found',
    );
  });

  test("names what to do where there is none, or more than one", async () => {
    await expect(requireBaseline(store, "spam")).rejects.toThrow(
      '"spam" has no baseline. Set one: assay baseline set spam EXPERIMENT --reason "…"',
    );
    await expect(clearBaseline(store, { ...request })).rejects.toThrow('"spam" has no baseline.');
    await expect(requireBaseline(store)).rejects.toThrow(
      'No definition has a baseline. Set one: assay baseline set DEFINITION EXPERIMENT --reason "…"',
    );
    await store.setBaseline(baselineOf());
    await store.setBaseline(baselineOf({ id: "3f0c1e0a-6b1d-5d5c-8d0f-6a2f4e8b7c40", definition: "ham" }));
    await expect(requireBaseline(store)).rejects.toThrow(
      "Several definitions have a baseline: ham, spam. Name one of them.",
    );
  });

  test("of an experiment that was deleted since can be neither exported nor compared with", async () => {
    await store.setBaseline(baselineOf());
    await expect(exportBaseline(store, { definition: "spam" })).rejects.toThrow(
      'The baseline of "spam" is experiment "spam-v-1" (set by ann at 2026-11-01T00:00:00.000Z), which is no longer in the store. ' +
        'Set another: assay baseline set spam EXPERIMENT --reason "…"',
    );
  });
});
