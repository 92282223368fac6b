import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Store } from "../../../src/domain/store.js";
import { type ExportedItem, exportItems } from "../../../src/operations/datasets/export-items.js";
import { type ImportRequest, importItemFile } from "../../../src/operations/datasets/import-item-file.js";
import { renderImport } from "../../../src/report/render-import.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";

let folder = "";
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-import-"));
  store = await openSqliteStore({
    file: join(folder, "assay.db"),
    now: () => new Date("2026-01-02T03:04:05.678Z"),
  });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Imports a file of this name and content; what is told of it, without the folder. */
const imported = async (name: string, content: string | Buffer, request: Partial<ImportRequest> = {}) => {
  const file = join(folder, name);
  writeFileSync(file, content);
  const outcome = await importItemFile(store, { dataset: "golden", file, ...request });
  return renderImport(outcome).replaceAll(`${folder}/`, "").split("\n");
};
const refused = async (name: string, content: string | Buffer, request: Partial<ImportRequest> = {}) =>
  await imported(name, content, request).then(
    () => "not refused",
    (error: Error) => error.message.replaceAll(`${folder}/`, ""),
  );
const stored = async (dataset = "golden") => {
  const items: Omit<ExportedItem, "id">[] = [];
  for await (const { id, ...item } of exportItems(store, dataset)) items.push(item);
  return items;
};
const AT = "2026-01-02T03:04:05.678Z";

test("a conversation that ends with its answer is told, unless something else is expected", async () => {
  const line = (expected: object) =>
    JSON.stringify({
      messages: [
        { role: "user", content: "2+2" },
        { role: "assistant", content: "4" },
      ],
      ...expected,
    });
  const columns = { messages: "input" };
  expect(await imported("a.jsonl", `${line({})}\n${line({ expected: "4" })}`, { columns })).toContain(
    'the input of 1 item ends with a message of the assistant: if that is the expected output, move it into "expectedOutput", since pipelines can read the input',
  );
});

test("where the items of a JSON object stand is told", async () => {
  const told = await imported("a.json", '{"version":1,"data":[{"input":1,"expectedOutput":2}]}');
  expect(told).toEqual([`golden: 1 added, version ${AT}`, 'items are those under "data"']);
});

describe("columns of other tools (case 02)", () => {
  test.each([
    ["snake.csv", "input,expected_output\nWhat is 2+2?,4\n", 'expectedOutput from "expected_output"'],
    ["case.csv", "input,ExpectedOutput\nWhat is 2+2?,4\n", 'expectedOutput from "ExpectedOutput"'],
    [
      "question.csv",
      "question,answer\nWhat is 2+2?,4\n",
      'input from "question"; expectedOutput from "answer"',
    ],
    [
      "snake.jsonl",
      '{"input":"What is 2+2?","expected_output":"4"}',
      'expectedOutput from "expected_output"',
    ],
    [
      "ideal.json",
      '[{"inputs":"What is 2+2?","ideal":"4"}]',
      'input from "inputs"; expectedOutput from "ideal"',
    ],
    [
      "truth.csv",
      "User Input,Ground Truth\nWhat is 2+2?,4\n",
      'input from "User Input"; expectedOutput from "Ground Truth"',
    ],
  ])("%s has an expected output, and metadata has none of it", async (name, content, taken) => {
    expect(await imported(name, content)).toEqual([
      `golden: 1 added, version ${AT}`,
      `taken: ${taken} (--map COLUMN=FIELD changes it)`,
    ]);
    expect(await stored()).toEqual([{ input: "What is 2+2?", expectedOutput: "4", metadata: {} }]);
  });

  test("what becomes metadata is named", async () => {
    expect(await imported("a.csv", "input,topic,level\nx,math,1\n")).toEqual([
      `golden: 1 added, version ${AT}`,
      "taken: no expected output; metadata: topic, level (--map COLUMN=FIELD changes it)",
    ]);
    expect(await stored()).toEqual([
      { input: "x", expectedOutput: null, metadata: { topic: "math", level: "1" } },
    ]);
  });

  test("metadata that holds the answer is told", async () => {
    const content = '{"input":"x","expectedOutput":"y","metadata":{"answer":"y"}}';
    expect(await imported("a.jsonl", content)).toContain(
      'metadata has "answer", which reads like an expected output; pipelines can read metadata',
    );
  });

  test("--map makes an object of several columns, and leaves out what is not wanted", async () => {
    const content = "question,context,answer,secret\nWho?,Long ago,Ada,x\n";
    const columns = { question: "input", context: "input.background", secret: "ignore", answer: "metadata" };
    expect(await imported("a.csv", content, { columns })).toEqual(
      [
        `golden: 1 added, version ${AT}`,
        'taken: input.question from "question"; input.background from "context"; "secret" left out; no expected output; metadata: answer (--map COLUMN=FIELD changes it)',
      ].map((line) => line),
    );
    expect(await stored()).toEqual([
      {
        input: { question: "Who?", background: "Long ago" },
        expectedOutput: null,
        metadata: { answer: "Ada" },
      },
    ]);
  });
});

describe("encodings (case 03)", () => {
  test("Windows-1252 is refused with its place, and read when asked", async () => {
    const content = Buffer.from("input,expectedOutput\nOù est la réunion ?,à Genève\n", "latin1");
    expect(await refused("latin1.csv", content)).toBe(
      "latin1.csv, line 2, byte 22: not utf-8 (0xF9). If it comes from Excel or an older Windows program, " +
        "import it with --encoding windows-1252; else save it as UTF-8 or name what it is (shift_jis, gbk, …). Nothing was imported.",
    );
    await imported("latin1.csv", content, { encoding: "windows-1252" });
    expect(await stored()).toEqual([
      { input: "Où est la réunion ?", expectedOutput: "à Genève", metadata: {} },
    ]);
  });

  test.each([
    ["a.csv", "\uFEFFinput;expectedOutput\r\nnaïve;oui\r\n"],
    ["a.jsonl", '\uFEFF{"input":"naïve","expectedOutput":"oui"}\r\n'],
  ])("UTF-16 with its byte order mark is read: %s", async (name, content) => {
    await imported(name, Buffer.from(content, "utf16le"));
    expect(await stored()).toEqual([{ input: "naïve", expectedOutput: "oui", metadata: {} }]);
  });

  test("JSON is checked as CSV is", async () => {
    const content = Buffer.from('[{"input":"caf\xe9"}]', "latin1");
    expect(await refused("a.json", content)).toMatch(/^a\.json, line 1, byte 14: not utf-8 \(0xE9\)\./);
  });
});

describe("whole numbers beyond 2^53 (case 05)", () => {
  const order = '{"id":"bi-1","input":"x","expectedOutput":{"order_id":1610521604143693812}}';
  const why =
    "is too large to be kept exactly (beyond 2^53 − 1, two ids would become one); write it as text, in quotes, " +
    "or import with --big-integers text, which does so for all of them. Nothing was imported.";
  test.each([
    ["a.jsonl", order, "line 1: the number 1610521604143693812 at expectedOutput.order_id"],
    ["a.json", `[${order}]`, "the number 1610521604143693812 at [0].expectedOutput.order_id"],
    [
      "a.csv",
      'input,expectedOutput\nx,"{""order_id"":1610521604143693812}"\n',
      "line 2, column expectedOutput: the number 1610521604143693812 at order_id",
    ],
    [
      "a.csv",
      "input,metadata\nx,[-9007199254740993]\n",
      "line 2, column metadata: the number -9007199254740993 at [0]",
    ],
  ])("are refused with their path: %s %#", async (name, content, place) => {
    expect(await refused(name, content)).toBe(
      `${name}${place.startsWith("line") ? ", " : ": "}${place} ${why}`,
    );
  });

  test("become the text that was written when asked", async () => {
    await imported("a.jsonl", order, { bigIntegers: "text" });
    expect(await stored()).toEqual([
      { input: "x", expectedOutput: { order_id: "1610521604143693812" }, metadata: {} },
    ]);
  });

  test("are text in a cell of their own, as every number is", async () => {
    await imported("a.csv", "input,expectedOutput\nx,1610521604143693812\n");
    expect(await stored()).toEqual([{ input: "x", expectedOutput: "1610521604143693812", metadata: {} }]);
  });
});

describe("an edited file (case 25)", () => {
  const before = "input,expectedOutput\nCaptial of France?,Paris\nCapital of Italy?,Rome\n";
  const after = "input,expectedOutput\nCapital of France?,Paris\nCapital of Italy?,Rome\n";

  test("leaves the old item alone and says so; --replace archives it; it comes back with its file", async () => {
    await imported("v1.csv", before);
    expect((await imported("v2.csv", after)).map((line) => line.replace(/, version .*/, ""))).toEqual([
      "golden: 1 added, 1 unchanged",
      "1 active item of golden is not in v2.csv and stays as before (--replace archives what the file does not have)",
    ]);
    expect((await imported("v2.csv", after, { replace: true }))[0]).toMatch(
      /^golden: 1 archived, 2 unchanged, /,
    );
    expect((await stored()).map(({ input }) => input)).toEqual(["Capital of Italy?", "Capital of France?"]);
    expect((await imported("v1.csv", before))[0]).toMatch(/^golden: 1 reactivated, 1 unchanged, version /);
  });

  test("a dry run shows the first items as they would be stored, and writes nothing", async () => {
    const [told, ...items] = await imported("v1.csv", before, { dryRun: true });
    expect(told).toBe("dry run, nothing is written; golden: 2 added");
    expect(items.map((item) => JSON.parse(item))).toMatchObject([
      { input: "Captial of France?", expectedOutput: "Paris", metadata: {} },
      { input: "Capital of Italy?", expectedOutput: "Rome", metadata: {} },
    ]);
    expect(await store.getDataset("golden")).toBeNull();
    await imported("v1.csv", before);
    const [again, , ...left] = await imported("v2.csv", after, { dryRun: true, replace: true });
    expect(again).toBe("dry run, nothing is written; golden: 1 added, 1 archived, 1 unchanged");
    expect(left).toHaveLength(1);
    expect(await stored()).toHaveLength(2);
  });

  test.each([
    ["dup.csv", "input,expectedOutput\nHello,a\nHello,b\nHello,c\n", "lines 2, 3 and 4", 3],
    ["same.csv", "input\nHello\n\nHello\n", "lines 2 and 4", 2],
    ["dup.json", '[{"input":{"a":1}},{"input":2},{"input":{"a":1}}]', "items 1 and 3", 2],
  ])("rows of one input are told with their lines: %s", async (name, content, places, count) => {
    expect(await imported(name, content)).toContain(
      `${places} have the same input and no id: ${count} items, distinguished only by their order`,
    );
  });

  test("an emptied cell takes back what was expected; a column that is not there says nothing", async () => {
    await imported("a.csv", "id,input,expectedOutput,topic\n1,x,y,math\n");
    await imported("a.csv", "id,input\n1,x2\n");
    expect(await stored()).toEqual([{ input: "x2", expectedOutput: "y", metadata: { topic: "math" } }]);
    await imported("a.csv", "id,input,expectedOutput\n1,x2,\n");
    expect(await stored()).toEqual([{ input: "x2", expectedOutput: null, metadata: { topic: "math" } }]);
  });
});

describe("ids of two datasets (case 06)", () => {
  test("may be the same, and an export keeps them under another name", async () => {
    await imported("math.csv", "id,input,expectedOutput\n1,What is 2+2?,4\n", { dataset: "math" });
    await imported("french.csv", "id,input,expectedOutput\n1,Translate dog,chien\n", { dataset: "french" });
    expect(await stored("math")).toMatchObject([{ expectedOutput: "4" }]);
    expect(await stored("french")).toMatchObject([{ expectedOutput: "chien" }]);
  });

  test("the right lines are told in names and ids that are odd (case 04)", async () => {
    const content = '{"id":"faq/en#1?x=1","input":"hi"}\n{"id":"../../etc","input":"a"}\n';
    for (const dataset of ["regression/golden_v2", "走丁 测试1", "team@prod"]) {
      await imported("items.jsonl", content, { dataset });
      expect(await stored(dataset)).toHaveLength(2);
    }
  });
});
