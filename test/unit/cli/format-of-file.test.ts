import { expect, test } from "@jest/globals";
import { formatOfFile } from "../../../src/cli/output/format-of-file.js";

test.each([
  ["runs.csv", "csv"],
  ["out/items.JSON", "json"],
  ["items.jsonl", "jsonl"],
  ["items.ndjson", "jsonl"],
  ["report.html", "html"],
  ["report.md", "markdown"],
  ["report.txt", undefined],
  ["csv", undefined],
  [undefined, undefined],
])("the ending of %s names the format %s", (file, format) => {
  expect(formatOfFile(file, ["csv", "json", "jsonl", "html", "markdown"])).toBe(format);
});

test("an ending that is not among the formats of the command names none", () => {
  expect(formatOfFile("report.html", ["csv", "jsonl"])).toBeUndefined();
});
