import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readMeasurement } from "../../../src/analysis/regression/read-measurement.js";
import { readBaselineFile } from "../../../src/data-files/read-baseline-file.js";
import type { Experiment } from "../../../src/domain/experiment/experiment.js";
import type { Store } from "../../../src/domain/store.js";
import { exportBaseline } from "../../../src/operations/baselines/export-baseline.js";
import { findBaseline } from "../../../src/operations/baselines/find-baseline.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import {
  baselineFrom,
  numberedItems,
  putNumberedItems,
  storeMeasured,
} from "../../support/stored-regression.js";

describe("a baseline file", () => {
  let store: Store;
  let folder = "";
  let file = "";
  let experiment: Experiment;
  beforeEach(async () => {
    store = await openSqliteStore({ file: ":memory:" });
    folder = mkdtempSync(join(tmpdir(), "assay-baseline-"));
    file = join(folder, "spam.jsonl");
    const at = await putNumberedItems(store, numberedItems(3));
    experiment = await storeMeasured(store, "base", {
      results: [
        [1, 0.1 + 0.2],
        ["failed", 0],
        [null, null],
      ],
      at,
    });
    await store.setBaseline(baselineFrom(experiment));
    writeFileSync(file, (await exportBaseline(store, {})).text);
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const lines = (): string[] => readFileSync(file, "utf8").trimEnd().split("\n");
  const rewrite = (change: (lines: string[]) => string[]): void =>
    writeFileSync(file, `${change(lines()).join("\n")}\n`);

  test("has a header, and a line per item with the values of its repetitions; what failed is no value", () => {
    const [header, ...items] = lines().map((line) => JSON.parse(line));
    expect(header).toMatchObject({
      format: "assay-baseline",
      version: 1,
      definition: "spam",
      variant: "v",
      experiment: "experiment-base",
      datasetName: "d",
      datasetVersion: experiment.datasetVersion,
      repetitions: 2,
      items: 3,
      metrics: [
        { name: "accuracy", kind: "score", dataType: "NUMERIC", fingerprints: ["f"] },
        { name: "latency_ms", kind: "latency", fingerprints: [] },
      ],
      codeVersion: { gitCommit: null },
      blessed: { by: "ann", reason: "first good one" },
    });
    expect(header.hash).toMatch(/^[0-9a-f]{64}$/);
    const content = expect.stringMatching(/^[0-9a-f]{16}$/);
    expect(items).toEqual([
      { id: "i000", content, scores: { accuracy: [1, 0.1 + 0.2], latency_ms: [1, 1] } },
      { id: "i001", content, scores: { accuracy: [0], latency_ms: [1] }, failed: 1 },
      { id: "i002", content, scores: { latency_ms: [1, 1] } },
    ]);
  });

  test("read back holds exactly what was measured, whatever a checkout does to line ends", async () => {
    const measured = await readMeasurement(store, experiment);
    expect((await readBaselineFile(file)).measurement).toEqual(measured);
    writeFileSync(file, `\ufeff${readFileSync(file, "utf8").replaceAll("\n", "\r\n")}`);
    expect((await readBaselineFile(file)).measurement).toEqual(measured);
  });

  test("written again from the same experiment is the same text", async () => {
    expect((await exportBaseline(store, { definition: "spam" })).text).toBe(readFileSync(file, "utf8"));
  });

  test("of another definition is refused", async () => {
    const definition = { name: "ham", baseline: { file: "spam.jsonl" } };
    await expect(findBaseline(store, { definition, directory: folder })).rejects.toThrow(
      `Baseline file "${file}" is of definition "spam", not of "ham". Export one of its own: assay baseline export FILE ham`,
    );
  });

  test("of a newer format is refused", async () => {
    rewrite(([header = "", ...items]) => [header.replace('"version":1', '"version":2'), ...items]);
    await expect(readBaselineFile(file)).rejects.toThrow(
      `Baseline file "${file}" has format version 2, and this Assay reads up to 1. Update Assay, or export the baseline again with this one.`,
    );
  });

  test("edited by hand is refused: a value, an item taken out, the header", async () => {
    const original = readFileSync(file, "utf8");
    const { hash } = JSON.parse(lines()[0] as string);
    const edits: readonly ((lines: string[]) => string[])[] = [
      (all) => all.map((line) => line.replace('"accuracy":[0]', '"accuracy":[1]')),
      (all) => all.slice(0, -1),
      (all) => all.map((line) => line.replace("first good one", "another reason")),
      (all) => all.map((line) => line.replace('"failed":1', '"failed":2')),
    ];
    for (const edit of edits) {
      writeFileSync(file, original);
      rewrite(edit);
      expect(readFileSync(file, "utf8")).not.toBe(original);
      await expect(readBaselineFile(file)).rejects.toThrow(
        new RegExp(
          `was edited by hand: what it says has the hash [0-9a-f]{16}…, and it was written with ${hash.slice(0, 16)}…\\. ` +
            "Take it back from version control, or export the baseline again: assay baseline export ",
        ),
      );
    }
  });

  test("with an item twice is refused, with both lines", async () => {
    rewrite((all) => [...all, all[1] as string]);
    await expect(readBaselineFile(file)).rejects.toThrow(
      `Baseline file "${file}" cannot be used: line 5: it has item "i000" again, after line 2`,
    );
  });

  test("that is not there, is something else, or holds a conflict of a merge is refused with the place", async () => {
    await expect(readBaselineFile(join(folder, "absent.jsonl"))).rejects.toThrow(
      `Baseline file "${join(folder, "absent.jsonl")}" cannot be used: it does not exist. Write it with: assay baseline export ${join(folder, "absent.jsonl")}`,
    );
    rewrite(([header = "", ...items]) => [header, "<<<<<<< HEAD", ...items]);
    await expect(readBaselineFile(file)).rejects.toThrow(
      `cannot be used: line 2: a conflict of a merge is not resolved. Take one side whole, or export the baseline again: assay baseline export ${file}`,
    );
    rewrite(() => ["version https://git-lfs.github.com/spec/v1", "oid sha256:0", "size 9"]);
    await expect(readBaselineFile(file)).rejects.toThrow(
      "cannot be used: it is a pointer of Git LFS instead of the file; fetch the file with: git lfs pull",
    );
    writeFileSync(file, '{"id":"1","input":"an item"}\n');
    await expect(readBaselineFile(file)).rejects.toThrow(
      'cannot be used: line 1: it is not the first line of a baseline file, which says "format":"assay-baseline"',
    );
    writeFileSync(file, "");
    await expect(readBaselineFile(file)).rejects.toThrow("cannot be used: it is empty");
  });
});
