import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { callLog } from "../support/call-log.js";
import { type Cli, createCli } from "../support/cli.js";
import { hostCommands } from "../support/hosted-commands.js";

const gated = fileURLToPath(new URL("fixtures/gated/assay.config.ts", import.meta.url));

const host = hostCommands();
afterAll(async () => await host.stop());

let home = "";
let cli: Cli;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-cli-"));
  cli = createCli(home, { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS }, { host });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const file = (name: string, content: string): string => {
  writeFileSync(join(home, name), content);
  return join(home, name);
};

/** Runs a command with --json: stdout must be one JSON document, whole. */
async function json(...args: string[]): Promise<unknown> {
  const { code, stdout, stderr } = await cli.run(...args, "--json");
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as unknown;
}

describe("assay run", () => {
  test("works alone, says what it starts, and shows its progress on stderr only", async () => {
    const { code, stdout, stderr } = await cli.spawn("run", "counting", "--name", "alone").end();
    expect(code).toBe(0);
    expect(stderr).toContain("no worker is running: starting one for the time of this command\n");
    expect(stderr).toContain("started experiment/alone\n");
    // 6 calls of 150 ms at once: 120 runs take 3 s at least, and a look is taken every 2 s.
    expect(stderr).toMatch(/^\d+\/120 runs, \d+\.\d runs\/s, \d+ s left$/m);
    expect(stdout).toContain("alone: completed\n");
    expect(stdout).not.toContain("runs/s");
  });

  test("goes on where the reader of its messages has gone, and ends", async () => {
    const run = cli.spawn("run", "counting", "--limit", "3", "--name", "unread");
    run.child.stderr?.destroy();
    const { code, stdout } = await run.end();
    expect(code).toBe(0);
    expect(stdout).toContain("3 runs: 3 completed");
  });

  test("interrupted, it ends with 130, keeps what is done, and the experiment goes on with the next worker", async () => {
    const log = callLog(home);
    const running = cli.spawn("run", "gated", "--name", "interrupted", "--config", gated);
    await log.until("start", 4);
    running.child.kill("SIGINT");
    await running.saw(/interrupted: results so far are kept/);
    log.openGate();
    expect(await running.end()).toMatchObject({ code: 130, stdout: "" });
    expect(log.items("end").length).toBeLessThan(30);
    // The command started no other experiment: this worker can only go on with the one that was interrupted.
    const worker = cli.spawn("worker", "--config", gated);
    await log.until("end", 30);
    await worker.end("SIGTERM");
    expect(log.items("start")).toHaveLength(30);
  });
});

describe("--json", () => {
  test("gives one JSON document for every command", async () => {
    const items = file("items.jsonl", '{"id":"a","input":1,"expectedOutput":1}\n{"id":"b","input":2}\n');
    expect(await json("dataset", "create", "empty")).toMatchObject({ dataset: { name: "empty" } });
    expect(await json("dataset", "show", "empty")).toMatchObject({ version: null, versions: [], items: [] });
    expect(await json("dataset", "import", "mine", items)).toMatchObject({ dataset: "mine", added: 2 });
    expect(await json("dataset", "archive", "mine", "b")).toMatchObject({ archived: 1, unchanged: 0 });
    expect(await json("dataset", "list")).toMatchObject({
      datasets: [{ name: "empty" }, { name: "mine", activeItems: 1 }],
    });
    expect(await json("dataset", "export", "mine")).toEqual([
      { id: "a", input: 1, expectedOutput: 1, metadata: {} },
    ]);
    const run = ["run", "counting", "--limit", "3"];
    expect(await json(...run, "--name", "first")).toMatchObject({
      experiments: [{ name: "first", summary: { runs: { completed: 3 } } }],
      comparison: null,
      failures: { first: [] },
    });
    expect(await json(...run, "--name", "second", "--detach")).toMatchObject({
      workflowId: "experiment/second",
    });
    expect(await json("list")).toMatchObject({ experiments: [{ name: "second" }, { name: "first" }] });
    expect(await json("show", "first")).toMatchObject({ experiment: { name: "first" }, failures: [] });
    expect(await json("progress", "first")).toMatchObject({
      progress: [{ status: "completed", counts: { planned: 3, completed: 3 } }],
    });
    expect(await json("cancel", "second")).toEqual({ cancel: "second" });
    expect(await json("compare", "first", "second")).toMatchObject({ datasetName: "numbers" });
    expect(await json("export", "first")).toMatchObject([
      { item_id: "i0", score_exact_match: true },
      { item_id: "i1" },
      { item_id: "i2" },
    ]);
    expect(await json("doctor")).toMatchObject({
      checks: [
        { name: "node", ok: true },
        { name: "configuration", ok: true },
        { name: "models", ok: true },
        { name: "store", ok: true },
        { name: "temporal", ok: true },
        { name: "worker", ok: true },
      ],
    });
  });
});

describe("assay doctor", () => {
  test("says what is missing and how to mend it, and exits with 2", async () => {
    const ill = createCli(home, { TEMPORAL_ADDRESS: "127.0.0.1:1" }, { host });
    const { code, stdout } = await ill.run("doctor", "--config", join(home, "none.ts"));
    expect(code).toBe(2);
    expect(stdout.split("\n")).toEqual([
      `ok       node: ${process.version}`,
      `MISSING  configuration: The configuration file ${join(home, "none.ts")} does not exist.`,
      `ok       store: ${join(home, "assay.db")} is made at the first start`,
      "MISSING  temporal: The Temporal server at 127.0.0.1:1 does not answer (Failed to connect before the deadline). " +
        "Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TLS and API key; unset TEMPORAL_ADDRESS to use the embedded server.",
      "ok       worker: none is running; assay run starts one for its own time, assay start a lasting one",
      "",
    ]);
    expect(existsSync(join(home, "assay.db"))).toBe(false);
  });
});

describe("assay export", () => {
  test("writes CSV or JSON lines to a file, whole or not at all", async () => {
    expect((await cli.run("run", "counting", "--limit", "2", "--name", "exported")).code).toBe(0);
    const csv = join(home, "runs.csv");
    const { stdout } = await cli.run("export", "exported", "--output", csv);
    expect(stdout).toBe(`${csv}: 2 rows\n`);
    const [head, first] = readFileSync(csv, "utf8").split("\n");
    expect(head).toMatch(/^experiment,variant,.*,score_exact_match,unscored_exact_match,assay_cells$/);
    expect(first).toMatch(
      /^exported,only,numbers,.*,i0,0,.*,completed,0,0,\{\},0,.*,true,,input=json expected_output=json output=json$/,
    );
    const lines = await cli.run("export", "exported", "--format", "jsonl");
    expect(
      lines.stdout
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { item_id: string }).item_id),
    ).toEqual(["i0", "i1"]);
    const nowhere = join(home, "absent", "runs.csv");
    const refused = await cli.run("export", "exported", "--output", nowhere);
    expect({ ...refused }).toEqual({
      code: 2,
      stdout: "",
      stderr: `assay: The output file ${nowhere} cannot be written (ENOENT). Check its folder, or name another file.\n`,
    });
    expect(readdirSync(home).filter((name) => name.endsWith(".part"))).toEqual([]);
  });
});

describe("assay dataset", () => {
  test("imports an item over 1 MB and gives it back as it was", async () => {
    const input = "ü".repeat(1_200_000);
    const items = file("big.jsonl", `${JSON.stringify({ id: "big", input })}\n`);
    expect((await cli.run("dataset", "import", "large", items)).code).toBe(0);
    const { stdout } = await cli.run("dataset", "export", "large");
    // Not toBe: a failure would print megabytes.
    expect((JSON.parse(stdout) as { input: string }).input === input).toBe(true);
  });

  test("an export, imported elsewhere, is the same dataset", async () => {
    const rows = [
      { id: "a", input: { text: "=1+1", n: [1, null] }, expectedOutput: "007", metadata: { source: "mail" } },
      { id: "b", input: "\u001b[2J\u009b", expectedOutput: null, metadata: {} },
      { id: "c", input: 0, expectedOutput: false, metadata: {} },
    ];
    const items = file("items.json", JSON.stringify(rows));
    expect((await cli.run("dataset", "import", "mine", items)).code).toBe(0);
    const elsewhere = createCli(home, { ASSAY_HOME: join(home, "elsewhere") }, { host });
    for (const name of ["copy.jsonl", "copy.json"]) {
      const exported = join(home, name);
      expect((await cli.run("dataset", "export", "mine", "--output", exported)).code).toBe(0);
      expect((await elsewhere.run("dataset", "import", name, exported)).code).toBe(0);
      expect(JSON.parse((await elsewhere.run("dataset", "export", name, "--json")).stdout)).toEqual(rows);
    }
  });

  test("a CSV export, imported again, changes nothing; columns, dry run and replacing are told", async () => {
    const rows = [
      { id: "-1", input: "=SUM(17, 7)", expectedOutput: 24, metadata: {} },
      { id: "2", input: "'+1", expectedOutput: "24", metadata: { "=x": true } },
      { id: "3", input: "", expectedOutput: null, metadata: {} },
    ];
    expect((await cli.run("dataset", "import", "mine", file("a.json", JSON.stringify(rows)))).code).toBe(0);
    for (const [name, ...options] of [["guarded.csv"], ["raw.csv", "--raw"]] as const) {
      const csv = join(home, name);
      await cli.run("dataset", "export", "mine", ...options, "--output", csv);
      const copied = await cli.run("dataset", "import", name, csv);
      expect(copied.stdout).toMatch(/^\S+: 3 added, version [^\n]*\n$/);
      expect(await json("dataset", "export", name)).toEqual(rows);
    }
    expect(readFileSync(join(home, "guarded.csv"), "utf8").split("\n")[1]).toBe(
      `'-1,"'=SUM(17, 7)",24,{},,,id=guarded input=guarded expectedOutput=json`,
    );
    expect(readFileSync(join(home, "raw.csv"), "utf8").split("\n")[1]).toBe(
      '-1,"=SUM(17, 7)",24,{},,,expectedOutput=json',
    );
    const other = file("other.csv", "who,answer\nAda,yes\n");
    const args = ["dataset", "import", "mine", other, "--replace", "--dry-run"];
    expect((await cli.run(...args)).stderr).toBe(
      `assay: ${other}: there is no column "input", but who, answer; say which it is with --map COLUMN=input (several make an object). Nothing was imported.\n`,
    );
    expect((await cli.run(...args, "--map", "who=input")).stdout.split("\n").slice(0, 2)).toEqual([
      "dry run, nothing is written; mine: 1 added, 3 archived",
      'taken: input from "who"; expectedOutput from "answer" (--map COLUMN=FIELD changes it)',
    ]);
    expect(await json("dataset", "export", "mine")).toEqual(rows);
  });

  test("what a configured dataset lost and got back is told by the command that synchronised it", async () => {
    const config = file(
      "assay.config.ts",
      `import { readFileSync } from "node:fs";
      import { defineConfig, exactMatch, pipeline } from "assay";
      const ids = () => JSON.parse(readFileSync("ids.json", "utf8"));
      export default defineConfig({
        datasets: { some: { items: () => ids().map((id) => ({ id, input: id })) } },
        pipelines: { echo: pipeline({ run: async ({ input }) => input }) },
        experiments: [
          { name: "echoes", dataset: "some", pipeline: "echo", variants: { a: {} }, evaluators: [exactMatch()] },
        ],
      });`,
    );
    const told = async (ids: readonly string[]) => {
      file("ids.json", JSON.stringify(ids));
      return (await cli.run("run", "echoes", "--estimate", "--config", config)).stderr;
    };
    expect(await told(["a", "b", "c", "d", "e"])).toBe("");
    expect(await told(["a", "b"])).toBe("dataset some: 3 archived, which the configuration no longer has\n");
    expect(await told([])).toBe(
      'assay: The configuration\'s dataset "some" yields no items. Its 2 active items would be archived. ' +
        "See why items() returns none; if that is meant, set allowEmpty: true in its defineDataset.\n",
    );
    expect(await told(["a", "b", "c", "d", "e"])).toBe("dataset some: 3 reactivated\n");
  });

  test("a reader that has seen enough ends the export without an error", async () => {
    const text = "x".repeat(1_000);
    const rows = Array.from({ length: 5_000 }, (_, n) => JSON.stringify({ id: `i${n}`, input: text }));
    const items = file("many.jsonl", rows.join("\n"));
    expect((await cli.run("dataset", "import", "many", items)).code).toBe(0);
    const { child } = cli.spawn("dataset", "export", "many");
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (data: string) => {
      stderr += data;
    });
    child.stdout?.once("data", () => child.stdout?.destroy());
    const [code] = (await once(child, "close")) as [number];
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});
