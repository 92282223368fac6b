import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type Cli, createCli } from "../support/cli.js";

let home = "";
let cli: Cli;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-cli-"));
  cli = createCli(home, { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const file = (name: string, content: string): string => {
  writeFileSync(join(home, name), content);
  return join(home, name);
};

describe("assay run", () => {
  test("works alone and prints one JSON object on stdout", async () => {
    const { code, stdout } = await cli.run("run", "counting", "--limit", "10", "--json", "--name", "mine");
    expect(code).toBe(0);
    const result = JSON.parse(stdout) as {
      experiments: { name: string; summary: { runs: { completed: number } } }[];
    };
    expect(result.experiments.map(({ name, summary }) => [name, summary.runs.completed])).toEqual([
      ["mine", 10],
    ]);
    const again = await cli.run("run", "counting", "--limit", "10", "--name", "mine");
    expect(again.code).toBe(2);
    expect(again.stderr).toContain(
      'assay: Experiment "mine" already exists. Choose another name, or leave the name out to get a fresh one.\n',
    );
    const exported = await cli.run("export", "mine", "--format", "csv");
    expect(exported.stdout.split("\n")[0]).toContain("score_exact_match,unscored_exact_match");
    expect(exported.stdout.trim().split("\n")).toHaveLength(11);
  });
});

describe("bad input gets one clear message and exit code 2", () => {
  const experiments = "counting, no-pipeline, no-evaluator, no-dataset, empty";
  test.each<[string, string[], string]>([
    [
      "an unknown experiment",
      ["run", "absent"],
      `The configuration defines no experiment "absent". Defined: ${experiments}`,
    ],
    [
      "an unknown variant",
      ["run", "counting", "--variant", "x"],
      'Experiment "counting" has no variant "x". Variants: only',
    ],
    [
      "an unknown pipeline",
      ["run", "no-pipeline"],
      'The configuration defines no pipeline "absent". Defined: counting',
    ],
    ["an unknown evaluator", ["run", "no-evaluator"], 'Evaluator "absent" not found. Known: '],
    ["an unknown dataset", ["run", "no-dataset"], 'Dataset "absent" not found. Known datasets: '],
    [
      "an empty dataset",
      ["run", "empty"],
      'Dataset "nothing" has no active items. Add some with: assay dataset import nothing FILE',
    ],
    ["an unknown version", ["run", "counting", "--dataset", "numbers@yesterday"], 'Dataset "numbers'],
    [
      "an unknown experiment to show",
      ["show", "absent"],
      'Experiment "absent" not found, neither as name nor as id. List them with: assay list',
    ],
    ["an experiment to compare that is not there", ["compare", "a", "b"], 'Experiment "a" not found'],
    [
      "a limit that is no number",
      ["run", "counting", "--limit", "many"],
      '"many" is not a whole number from 1 on.',
    ],
  ])("%s", async (_name, args, message) => {
    const { code, stdout, stderr } = await cli.run(...args);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("a configuration with a syntax error", async () => {
    const config = file("assay.config.ts", "export default {{");
    const { code, stderr } = await cli.run("run", "x", "--config", config);
    expect(stderr).toContain(`assay: The configuration ${config} cannot be loaded: `);
    expect(code).toBe(2);
  });

  test("a configuration that is not there", async () => {
    const { code, stderr } = await cli.run("run", "x", "--config", join(home, "none.ts"));
    expect(stderr).toBe(`assay: The configuration file ${join(home, "none.ts")} does not exist.\n`);
    expect(code).toBe(2);
  });

  test("a CSV with a broken row: its line, and nothing imported", async () => {
    const csv = file("items.csv", "input,expectedOutput\na,1\nb,2,3\nc,4\n");
    const { code, stderr } = await cli.run("dataset", "import", "fresh", csv);
    expect(stderr).toContain(
      `${csv}, line 3: Invalid Record Length: columns length is 2, got 3 on line 3. Nothing was imported.`,
    );
    expect(code).toBe(2);
    expect(JSON.parse((await cli.run("dataset", "list", "--json")).stdout)).toEqual({ datasets: [] });
  });

  test("JSON that is not an array of objects", async () => {
    const json = file("items.json", '[{"input": 1}, 7]');
    const { code, stderr } = await cli.run("dataset", "import", "fresh", json);
    expect(stderr).toBe(
      `assay: ${json}, item 2: received a number, allowed is an object with "input". Nothing was imported.\n`,
    );
    expect(code).toBe(2);
  });

  test("a store file that is corrupt", async () => {
    file("assay.db", "this is not a database, it is a text of some length".repeat(100));
    const { code, stderr } = await cli.run("list");
    expect(stderr).toContain(
      `assay: The store file ${join(home, "assay.db")} is not a usable SQLite database (`,
    );
    expect(stderr).toContain("Restore it from a backup, or move it away to start with an empty store.");
    expect(code).toBe(2);
  });

  test("a store file that cannot be written", async () => {
    mkdirSync(join(home, "assay.db"));
    const { code, stderr } = await cli.run("list");
    expect(stderr).toContain(`assay: The store file ${join(home, "assay.db")} cannot be written (`);
    expect(code).toBe(2);
  });

  test("a port in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await cli.run("start", "--once", "--port", String(port));
    other.close();
    expect(stderr).toContain(
      `assay: Port ${port} for Assay's server cannot be used (EADDRINUSE). Set ASSAY_PORT or --port to a free one.`,
    );
    expect(code).toBe(2);
  });

  test("a Temporal server that does not answer, and none to be had", async () => {
    const named = await createCli(home, { TEMPORAL_ADDRESS: "127.0.0.1:1" }).run("run", "counting");
    expect(named.stderr).toContain("assay: The Temporal server at 127.0.0.1:1 does not answer (");
    expect(named.code).toBe(2);
    const nowhere = createCli(home, {
      TEMPORAL_CLI_PATH: "/nowhere/temporal",
      PATH: "",
      XDG_CACHE_HOME: join(home, "cache"),
    });
    const none = await nowhere.run("run", "counting");
    expect(none.stderr).toContain(
      "No Temporal server to be had. Tried in this order:\n  - TEMPORAL_CLI_PATH: /nowhere/temporal is not an executable file\n  - PATH: no temporal in it\n",
    );
    expect(none.stderr).toContain("Set TEMPORAL_ADDRESS to a running server");
    expect(none.code).toBe(2);
  });
});

describe("assay dataset", () => {
  test("imports an item over 1 MB and gives it back as it was", async () => {
    const input = "ü".repeat(1_200_000);
    const json = file("big.jsonl", `${JSON.stringify({ id: "big", input })}\n`);
    expect((await cli.run("dataset", "import", "large", json)).code).toBe(0);
    const { stdout } = await cli.run("dataset", "export", "large");
    // Not toBe: a failure would print megabytes.
    expect((JSON.parse(stdout) as { input: string }).input === input).toBe(true);
  });
});
