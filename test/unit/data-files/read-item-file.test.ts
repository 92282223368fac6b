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
  const isBinary = /[\u0080-\u00ff]/.test(content);
  writeFileSync(join(folder, name), content, isBinary ? "latin1" : "utf8");
  return join(folder, name);
};

const itemsOf = async (name: string, content: string) =>
  (await readItemFile(file(name, content))).items.map(({ item }) => item);

describe("a file of items is refused whole, and the message says where", () => {
  test.each([
    [
      "a row with too many cells",
      "a.csv",
      "input,expectedOutput\na,1\nb,2,3\nc,4\n",
      ', line 3: the row has 3 cells, but the header has 2; a cell with "," in it has to be in quotes',
    ],
    [
      "a row with too few cells after a cell of two lines",
      "a.csv",
      'input,expectedOutput\n"a\nb",1\nc\n',
      ", line 4: the row has 1 cell, but the header has 2",
    ],
    [
      "a quote that is not closed",
      "a.csv",
      'input,expectedOutput\n"a,b\n',
      ', line 2: the row begins a quoted cell that is never closed; within a quoted cell a quote is written twice ("")',
    ],
    [
      "no column input",
      "a.csv",
      "reply_to,source\na,b\n",
      ': there is no column "input", but reply_to, source; say which it is with --map COLUMN=input (several make an object)',
    ],
    ["two columns of one name", "a.csv", "input,x,x\na,1,2\n", ', line 1: there are two columns "x"'],
    [
      "metadata that is no object",
      "a.csv",
      "input,metadata\na,[1]\n",
      ", line 2, column metadata: metadata: received an array, allowed is a JSON object",
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
      "an object a line in a .json file",
      "a.json",
      '{"input": 1}\n{"input": 2}\n',
      ": not JSON (Unexpected non-whitespace character after JSON at position 13); with an object on each line it is a .jsonl file",
    ],
    [
      "a list in a .jsonl file, with commas",
      "a.jsonl",
      '{"input": 1},\r\n{"input": 2}\r\n',
      ", line 1: not JSON (Unexpected non-whitespace character after JSON at position 12); each line holds one whole object, with no comma behind it; a list is a .json file",
    ],
    [
      "a spreadsheet under another name",
      "a.csv",
      "PK\u0003\u0004\u0014\u0000\u0006\u0000",
      ": it is an archive, as a spreadsheet (.xlsx, .ods) is one; save the sheet as CSV",
    ],
    [
      "an old spreadsheet",
      "a.xls",
      "\u00d0\u00cf\u0011\u00e0",
      ": it is an old Office document (.xls); save the sheet as CSV",
    ],
    ["a compressed file", "a.csv.gz", "\u001f\u008b\b", ": it is compressed by gzip; unpack it with gunzip"],
    [
      "what Git LFS keeps",
      "a.jsonl",
      "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
      ": it is a pointer of Git LFS instead of the file; fetch the file with: git lfs pull",
    ],
    [
      "a page that asks to sign in",
      "a.csv",
      "\n<!DOCTYPE html><html><body>Sign in, please</body></html>",
      ": it is a web page (HTML); download the file itself",
    ],
    [
      "a merge that is not resolved",
      "a.jsonl",
      '<<<<<<< HEAD\n{"input":1}\n=======\n{"input":2}\n>>>>>>> b\n',
      ", line 1: a conflict of a merge is not resolved (<<<<<<<)",
    ],
    [
      "a merge that is not resolved, in rows",
      "a.csv",
      "input,expected\na,1\n<<<<<<< HEAD\nb,1\n=======\nb,2\n>>>>>>> b\n",
      ", line 3: a conflict of a merge is not resolved (<<<<<<<)",
    ],
    [
      "an item without what the others have as input",
      "a.jsonl",
      '{"question":1}\n{"answer":2}\n',
      ', line 2: there is no "question" in it, which every item needs',
    ],
    [
      "an object with several lists",
      "a.json",
      '{"features":[{"name":"q"}],"rows":[{"q":1}]}',
      ': received an object, allowed is an array of items; "features" and "rows" are lists of objects: save one of them alone',
    ],
    [
      "more levels than can be followed",
      "a.jsonl",
      `{"input":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
      ", line 1: input: It cannot be stored as JSON: more levels of arrays and objects than can be followed at $. Allowed are strings, finite numbers, booleans, null, arrays and plain objects of these.",
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
      "another kind of file",
      "a.xlsx",
      "",
      ': received a file ending in ".xlsx", allowed are .json, .jsonl, .ndjson, .csv and .tsv',
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

test.each(["items", "data", "examples"])("a list under the one key that holds one: %s", async (key) => {
  const content = JSON.stringify({ version: 1, tags: ["a"], [key]: [{ input: 1, expected: 2 }] });
  const { items, listKey } = await readItemFile(file("a.json", content));
  expect(items.map(({ item }) => item)).toEqual([{ input: 1, expectedOutput: 2 }]);
  expect(listKey).toBe(key);
});

test("metadata that an export has as null is none", async () => {
  expect(await itemsOf("a.jsonl", '{"id":"a","input":1,"metadata":null,"source":"x"}')).toEqual([
    { id: "a", input: 1, metadata: { source: "x" } },
  ]);
});

test.each(["a.json", "a.jsonl"])("a byte order mark before the text is no part of it: %s", async (name) => {
  const content = name === "a.json" ? '[{"input":1}]' : '{"input":1}';
  expect(await itemsOf(name, `\uFEFF${content}`)).toEqual([{ input: 1 }]);
});

test("CSV cells are text unless they are JSON objects or arrays; other columns are metadata", async () => {
  const content = '\uFEFFid,input,expectedOutput,source\n1,007,"{""a"":[1]}",mail\n2,[x,,\n';
  expect(await itemsOf("a.csv", content)).toEqual([
    { id: "1", input: "007", expectedOutput: { a: [1] }, metadata: { source: "mail" } },
    { id: "2", input: "[x", expectedOutput: null, metadata: { source: "" } },
  ]);
});

describe("an id that is a number is its text, with all its digits", () => {
  test.each([
    ["a.json", '[{"id":1,"input":"hi"}]', "1"],
    ["a.jsonl", '{"id":0,"input":"hi"}', "0"],
    ["a.jsonl", '{"item_id":1610521604143693812,"input":"hi"}', "1610521604143693812"],
    ["a.csv", "id,input\n007,hi\n", "007"],
  ])("%s %s", async (name, content, id) => {
    expect(await itemsOf(name, content)).toEqual([expect.objectContaining({ id, input: "hi" })]);
  });

  test("1 and 1 as text are one id, which is refused", async () => {
    const path = file("a.jsonl", '{"id":1,"input":1}\n{"id":"1","input":2}\n');
    await expect(readItemFile(path)).rejects.toThrow(
      `${path}, line 2: id "1" is that of line 1 too. Nothing was imported.`,
    );
  });

  test.each(["1.5", "true", "{}", '""'])("%s is no id", async (id) => {
    const path = file("a.jsonl", `{"id":${id},"input":1}`);
    await expect(readItemFile(path)).rejects.toThrow(
      `${path}, line 1: id: an id is a text of 1 to 255 characters, or a whole number. Nothing was imported.`,
    );
  });
});
