import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readLabelFile } from "../../../src/data-files/read-label-file.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-labels-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = async (content: string) => {
  const file = join(folder, "labels.csv");
  writeFileSync(file, content);
  return await readLabelFile(file);
};

describe("a file of labels", () => {
  test("names each run by the first way a row fills, and takes numbers, true and false", async () => {
    const rows = await read(
      "run_id,trace_id,experiment,item_id,repetition,value,note\nr1,,,,,0.5,x\n,t1,,,,true,\n,,e,i,,FALSE,\n,,e,i,1,4,\n",
    );
    expect(rows).toEqual([
      { run: { runId: "r1" }, value: 0.5 },
      { run: { traceId: "t1" }, value: 1 },
      { run: { experiment: "e", itemId: "i", repetition: null }, value: 0 },
      { run: { experiment: "e", itemId: "i", repetition: 1 }, value: 4 },
    ]);
  });
  const end = "Nothing was computed.";
  test.each<[string, string, string]>([
    ["without rows", "run_id,value\n", `: the file has no labels. ${end}`],
    [
      "without a column that names runs",
      "item_id,value\na,1\n",
      `, line 1: received the columns item_id, value; needed are value, and run_id, trace_id, or experiment and item_id. ${end}`,
    ],
    ["with a row for no run", "run_id,value\na,1\n,1\n", `, line 3: the row names no run. ${end}`],
    [
      "with an empty value",
      "run_id,value\na,\n",
      `, line 2: value is ""; allowed is a number, true or false. ${end}`,
    ],
    [
      "with a value that is no number",
      "run_id,value\na,good\n",
      `, line 2: value is "good"; allowed is a number, true or false. ${end}`,
    ],
    [
      "with an infinite value",
      "run_id,value\na,Infinity\n",
      `, line 2: value is "Infinity"; allowed is a number, true or false. ${end}`,
    ],
    [
      "with a repetition that is no count",
      "experiment,item_id,repetition,value\ne,i,-1,1\n",
      `, line 2: repetition is "-1"; allowed is a whole number from 0 on. ${end}`,
    ],
    ["with a broken row", "run_id,value\na,1,2\n", ", line 2: the row has 3 cells, but the header has 2"],
  ])("%s is refused by its line", async (_name, content, message) => {
    await expect(read(content)).rejects.toThrow(`${join(folder, "labels.csv")}${message}`);
  });
  test("that is not there is refused", async () => {
    await expect(readLabelFile(join(folder, "absent.csv"))).rejects.toThrow(
      `${join(folder, "absent.csv")}: the file does not exist. ${end}`,
    );
  });
});
