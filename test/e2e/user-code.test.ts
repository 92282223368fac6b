import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Cli, createCli, type Ended } from "../support/cli.js";

const config = fileURLToPath(new URL("fixtures/hostile/assay.config.ts", import.meta.url));
/** Anything a terminal obeys, but line ends. */
const OBEYED = /(?!\n)\p{Cc}/u;

let home = "";
let cli: Cli;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "assay-user-code-"));
  cli = createCli(home, { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const run = (...args: string[]): Promise<Ended> => cli.run(...args, "--config", config);

describe("what pipelines and evaluators can do wrong is data, and the experiment goes on", () => {
  type Row = Readonly<Record<string, unknown>>;
  let ended: Ended;
  let rows: Map<unknown, Row>;
  beforeAll(async () => {
    ended = await run("run", "kinds", "--name", "kinds");
    const exported = JSON.parse((await run("export", "kinds", "--json")).stdout) as Row[];
    rows = new Map(exported.map((row) => [row.item_id, row]));
  });

  test("the command completes: 6 runs of 14 did", () => {
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain("14 runs: 6 completed, 8 failed, 0 cancelled\n");
  });

  const notJson = (found: string): string =>
    `The output of pipeline "hostile" cannot be stored as JSON: ${found}. Allowed are strings, finite numbers, booleans, null, arrays and plain objects of these.`;
  test.each([
    ["throws", "RangeError", "no such passage"],
    ["throws-no-error", "NonErrorThrown", "threw string: a string"],
    [
      "hangs",
      "CallTimeoutError",
      'Pipeline "hostile" did not finish within 300 ms. Raise its time-out, or see why it hangs.',
    ],
    ["undefined", "JsonValueInvalidError", notJson("undefined at $")],
    ["function", "JsonValueInvalidError", notJson("a function at $")],
    ["cycle", "JsonValueInvalidError", notJson("a cycle at $.self")],
    ["nan", "JsonValueInvalidError", notJson("NaN at $.probability")],
  ])("a pipeline that misbehaves: %s", (kind, type, message) => {
    expect(rows.get(kind)).toMatchObject({
      status: "failed",
      error_type: type,
      error_message: message,
      output: null,
      attempts: 1,
    });
    expect(rows.get(kind)).not.toHaveProperty("score_judge");
  });

  test("an output of 10 MB is kept", () => {
    const output = rows.get("ten-megabytes")?.output as string;
    expect([output.length, output.slice(0, 3)]).toEqual([10_485_760, "xxx"]);
  });

  test.each([
    ["judge-throws", "SyntaxError"],
    ["judge-nan", "EvaluatorResultInvalidError"],
  ])("an evaluator that misbehaves leaves its scores unscored, not 0: %s", (kind, reason) => {
    expect(rows.get(kind)).toMatchObject({
      status: "completed",
      score_judge: null,
      unscored_judge: reason,
      score_asked: null,
      unscored_asked: reason,
    });
  });

  test("the report says what failed and how, in one line each", () => {
    const lines = ended.stdout
      .split("\n")
      .filter((line) => line.startsWith("failed "))
      .map((line) => line.replace(/(like an outage), [^)]+\)/, "$1, TIMES)"));
    const nan =
      "returned NaN; allowed are finite numbers, booleans, strings of 1 to 200 characters, null for unscored, objects { name, score, metadata?, comment? } of these, and arrays of such objects with different names.";
    const escapes = "\\u001b[2J\\u001b]0;owned\\u0007\\u009b31m";
    expect(lines).toEqual([
      'failed run: 1 × CallTimeoutError (by what looks like an outage, TIMES), such as item hangs: Pipeline "hostile" did not finish within 300 ms. Raise its time-out, or see why it hangs.',
      `failed runs: 4 × JsonValueInvalidError, such as item undefined: ${notJson("undefined at $")}`,
      "failed run: 1 × NonErrorThrown, such as item throws-no-error: threw string: a string",
      "failed run: 1 × RangeError, such as item throws: no such passage",
      `failed run: 1 × TypeError, such as item throws-escapes: cannot read ${escapes}`,
      `failed evaluation of asked: 1 × EvaluatorResultInvalidError, such as item judge-nan: Evaluator "asked" ${nan}`,
      "failed evaluation of asked: 1 × SyntaxError, such as item judge-throws: no verdict came",
      `failed evaluation of judge: 1 × EvaluatorResultInvalidError, such as item judge-nan: Evaluator "judge" ${nan}`,
      `failed evaluation of judge: 1 × SyntaxError, such as item judge-throws: not a verdict: ${escapes}`,
    ]);
  });

  test("errors thrown where nobody waits are told, and end neither worker nor experiment", () => {
    const told = ended.stderr.split("\n").filter((line) => line.includes("user code threw"));
    const text =
      "assay: user code threw an error that nothing handles (in a timer, an event handler or a promise that is not awaited); the experiment continues";
    expect(told.sort()).toEqual([`${text}: Error: left behind`, `${text}: Error: thrown in a timer`]);
    expect(rows.get("stray-rejection")).toMatchObject({ status: "completed", output: "stray-rejection" });
    expect(rows.get("stray-exception")).toMatchObject({ status: "completed", output: "stray-exception" });
  });
});

test("what an evaluator leaves behind does not end `assay evaluate` either", async () => {
  const { code, stderr } = await run("evaluate", "kinds", "--evaluator", "careless");
  expect(stderr).toContain("the experiment continues: Error: left behind by an evaluator\n");
  expect(code).toBe(0);
});

test("an experiment of which no run completed has no result: exit code 2, and the reason", async () => {
  const { code, stdout } = await run("run", "throwing", "--json");
  expect(code).toBe(2);
  const { experiments, failures } = JSON.parse(stdout) as {
    experiments: { name: string; status: string }[];
    failures: Record<string, unknown>;
  };
  expect(experiments.map(({ status }) => status)).toEqual(["completed"]);
  expect(failures[experiments[0]?.name ?? ""]).toEqual([
    {
      evaluatorId: null,
      scoreName: null,
      type: "RangeError",
      message: "no such passage",
      runs: 1,
      passing: 0,
      between: [expect.any(String), expect.any(String)],
      itemId: "only",
      itemStart: '"throws"',
    },
  ]);
});

test("hostile items, outputs and categories reach no terminal as escape sequences", async () => {
  const said = await run("run", "escapes", "--name", "escapes");
  const shown = [
    said,
    await run("show", "escapes"),
    await run("show", "escapes", "--json"),
    await run("dataset", "show", "escapes"),
    await run("dataset", "show", "escapes", "--json"),
    await run("dataset", "export", "escapes"),
    await run("export", "escapes", "--json"),
  ];
  for (const { stdout, stderr } of shown) expect(`${stdout}${stderr}`).not.toMatch(OBEYED);
  expect(said.stdout).toContain("category: one\\n\\u001b[2J\\u001b]0;owned\\u0007\\u009b31m 1\n");
  expect(shown[3]?.stdout).toContain("a\\u001b[2J\\u001b]0;owned\\u0007\\u009b31m b");
  // Nothing is lost by it: the JSON is that of the item.
  const items = JSON.parse(shown[4]?.stdout ?? "") as { items: { input: string }[] };
  expect(items.items[0]?.input).toBe("a\u001b[2J\u001b]0;owned\u0007\u009b31m\nb");
});
