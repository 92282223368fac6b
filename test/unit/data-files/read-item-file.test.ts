import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readItemFile } from "../../../src/data-files/read-item-file.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-items-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

describe("a file of items is refused whole, and the message says where", () => {
  test.each([
    [
      "a row with too many cells",
      "a.csv",
      "input,expectedOutput\na,1\nb,2,3\nc,4\n",
      ", line 3: Invalid Record Length: columns length is 2, got 3 on line 3",
    ],
    [
      "a row with too few cells after a cell of two lines",
      "a.csv",
      'input,expectedOutput\n"a\nb",1\nc\n',
      ", line 4: Invalid Record Length: columns length is 2, got 1 on line 4",
    ],
    [
      "a quote that is not closed",
      "a.csv",
      'input\na\n"b\n',
      ", line 3: Quote Not Closed: the parsing is finished with an opening quote at line 3",
    ],
    [
      "no column input",
      "a.csv",
      "question,answer\na,b\n",
      ', line 1: there is no column "input", but question, answer',
    ],
    ["two columns of one name", "a.csv", "input,x,x\na,1,2\n", ', line 1: there are two columns "x"'],
    [
      "metadata that is no object",
      "a.csv",
      "input,metadata\na,[1]\n",
      ", line 2, column metadata: received an array, allowed is a JSON object",
    ],
    ["an id given twice", "a.csv", "id,input\nz,1\ny,2\nz,3\n", ', line 4: id "z" is that of line 2 too'],
    [
      "an object for an array",
      "a.json",
      '{"input": 1}',
      ": received an object, allowed is an array of items",
    ],
    [
      "a number among the items",
      "a.json",
      '[{"input": 1}, 7]',
      ', item 2: received a number, allowed is an object with "input"',
    ],
    [
      "null among the items",
      "a.json",
      "[null]",
      ', item 1: received null, allowed is an object with "input"',
    ],
    [
      "a line that is no object",
      "a.jsonl",
      '{"input":1}\n\n"text"\n',
      ', line 3: received a string, allowed is an object with "input"',
    ],
    [
      "a field nobody knows",
      "a.jsonl",
      '{"input":1,"expected":2}\n',
      ', line 1: ✖ Unrecognized key: "expected"',
    ],
    [
      "another kind of file",
      "a.xlsx",
      "",
      ': received a file ending in ".xlsx", allowed are .json, .jsonl, .ndjson and .csv',
    ],
  ])("%s", async (_name, name, content, problem) => {
    const path = file(name, content);
    await expect(readItemFile(path)).rejects.toMatchObject({
      code: "ItemFileInvalidError",
      message: `${path}${problem}. Nothing was imported.`,
    });
  });

  test.each([
    ["a.json", "[]"],
    ["a.jsonl", "\n"],
    ["a.csv", ""],
    ["a.csv", "input,expectedOutput\n"],
  ])("a file without an item is a mistake, not an import of nothing: %s %j", async (name, content) => {
    const path = file(name, content);
    await expect(readItemFile(path)).rejects.toThrow(
      `${path}: there is no item in it. Nothing was imported.`,
    );
  });

  test("a folder", async () => {
    const path = dirname(file("a.json", "[]"));
    await expect(readItemFile(path)).rejects.toThrow(
      `${path}: it is a folder, allowed is a file. Nothing was imported.`,
    );
  });

  test("JSON that breaks off", async () => {
    const path = file("a.json", '[{"input": 1}');
    await expect(readItemFile(path)).rejects.toThrow(/a\.json: not JSON \(.*\)\. Nothing was imported\.$/);
  });

  test("a file that is not there", async () => {
    const path = join(folder, "none.csv");
    await expect(readItemFile(path)).rejects.toThrow(
      `${path}: the file does not exist. Nothing was imported.`,
    );
  });
});

test.each(["a.json", "a.jsonl"])("a byte order mark before the text is no part of it: %s", async (name) => {
  const content = name === "a.json" ? '[{"input":1}]' : '{"input":1}';
  expect(await readItemFile(file(name, `\uFEFF${content}`))).toEqual([{ input: 1 }]);
});

test("CSV cells are text unless they are JSON objects or arrays; other columns are metadata", async () => {
  const path = file("a.csv", '\uFEFFid,input,expectedOutput,source\n1,007,"{""a"":[1]}",mail\n2,[x,,\n');
  expect(await readItemFile(path)).toEqual([
    { id: "1", input: "007", expectedOutput: { a: [1] }, metadata: { source: "mail" } },
    { id: "2", input: "[x", metadata: { source: "" } },
  ]);
});
