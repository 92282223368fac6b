import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { type Cli, createCli } from "../support/cli.js";
import { hostCommands } from "../support/hosted-commands.js";
import { numbered, storeArm } from "../support/stored-arms.js";

const host = hostCommands();
let home = "";
let cli: Cli;
/** So many, since bounds for every distribution rule a drop of 0.02 out from some 200 items on. */
const ITEMS = 240;
const level = Array.from({ length: ITEMS }, (_, index) => 0.5 + (index % 9) / 50);
const latencyMs = (itemId: string): number => 1 + (Number(itemId.slice(1)) % 3);
const moved = (by: number) => level.map((value, index) => value + by + ((index % 3) - 1) / 200);

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "assay-compare-"));
  cli = createCli(home, {}, { host });
  const store = await openSqliteStore({ file: join(home, "assay.db") });
  const gate = { quality: { minimum: 0.5, maxDrop: 0.02 }, latency_ms: { maximum: 5 } };
  await storeArm(store, "base", { items: numbered(level), latencyMs });
  await storeArm(store, "same", { items: numbered(moved(0)), latencyMs, change: { gate } });
  await storeArm(store, "worse", { items: numbered(moved(-0.1)), latencyMs, change: { gate } });
  await storeArm(store, "bare", { items: numbered(moved(0.1)), latencyMs });
  await store.close();
});
afterAll(async () => {
  await host.stop();
  rmSync(home, { recursive: true, force: true });
});

const gate = (...args: string[]) => cli.run("gate", ...args);
const against = ["--baseline", "experiment-base"];

describe("assay gate", () => {
  test("exits with 0 when every condition of the definition is proven", async () => {
    const { code, stdout } = await gate("experiment-same", ...against);
    expect(stdout.trim().split("\n").at(-1)).toBe(
      "Gate: pass. experiment-same passes the gate on quality, latency_ms.",
    );
    expect(code).toBe(0);
  });

  test("exits with 1 when a regression is proven", async () => {
    const { code, stdout } = await gate("experiment-worse", ...against, "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: "fail",
      sentence: "experiment-worse fails the gate on quality.",
    });
    expect(code).toBe(1);
  });

  test("exits with 3 when the data do not tell, with 0 if that is lenient", async () => {
    const narrow = [...against, "--metric", "quality", "--margin", "0.0001"];
    const strict = await gate("experiment-same", ...narrow);
    expect(strict.stdout).toContain(
      "Gate: inconclusive. experiment-same: the gate is inconclusive on quality.",
    );
    expect(strict.code).toBe(3);
    expect((await gate("experiment-same", ...narrow, "--lenient")).code).toBe(0);
  });

  test("holds to the conditions of one metric when one is named", async () => {
    const { code, stdout } = await gate("experiment-worse", ...against, "--metric", "latency_ms", "--json");
    const { checks } = JSON.parse(stdout) as { checks: { metric: string }[] };
    expect(checks.map(({ metric }) => metric)).toEqual(["latency_ms"]);
    expect(code).toBe(0);
  });

  test.each<[string, string[], string]>([
    [
      "nothing to hold it to",
      ["experiment-bare", ...against],
      'assay: Experiment "experiment-bare" was started without a gate. Give its definition one, such as gate: { accuracy: { minimum: 0.7, maxDrop: 0.02 } }, or name one here: --metric NAME --margin X\n',
    ],
    [
      "a metric that its gate does not name",
      ["experiment-same", ...against, "--metric", "tone"],
      'assay: Experiment "experiment-same" was started without a gate on tone. ',
    ],
    [
      "a margin without its metric",
      ["experiment-same", ...against, "--margin", "0.02"],
      "assay: --margin and --minimum are in the units of one metric; name it: --metric NAME\n",
    ],
    [
      "a margin of 0",
      ["experiment-same", ...against, "--metric", "quality", "--margin", "0"],
      '"0" is not a number above 0.',
    ],
    [
      "a minimum that is no number",
      ["experiment-same", ...against, "--metric", "quality", "--minimum", "high"],
      '"high" is not a number.',
    ],
    [
      "a metric that nobody measured",
      ["experiment-same", ...against, "--metric", "tone", "--margin", "0.1"],
      'assay: The gate names the metric "tone", which the experiment does not have. It has: quality, latency_ms\n',
    ],
    [
      "itself as the baseline",
      ["experiment-same", "--baseline", "experiment-same"],
      'assay: Experiment "experiment-same" is named twice. Compare different experiments: against itself every difference is zero.\n',
    ],
  ])("refuses %s", async (_name, args, message) => {
    const { code, stdout, stderr } = await gate(...args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("assay compare", () => {
  const both = ["experiment-base", "experiment-bare"];

  test("writes the report in each format to a file", async () => {
    for (const [format, start] of [
      ["html", "<!doctype html>"],
      ["json", "{"],
      ["markdown", "**bare is better on quality: 0.58 → 0.68 (+17 %, plausibly "],
      ["table", "Dataset d as of 2026-01-02T03:04:05.678Z, 240 items, paired by item\n"],
    ] as const) {
      const file = join(home, `report.${format}`);
      const { code, stdout } = await cli.run("compare", ...both, "--format", format, "--output", file);
      expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
      expect(readFileSync(file, "utf8").slice(0, start.length)).toBe(start);
    }
  });

  test("refuses a file that cannot be written, and leaves nothing behind", async () => {
    const nowhere = join(home, "absent", "report.html");
    const refused = await cli.run("compare", ...both, "--format", "html", "--output", nowhere);
    expect({ ...refused }).toEqual({
      code: 2,
      stdout: "",
      stderr: `assay: The output file ${nowhere} cannot be written (ENOENT). Check its folder, or name another file.\n`,
    });
    const folder = await cli.run("compare", ...both, "--output", home);
    expect(folder.stderr).toBe(
      `assay: The output file ${home} cannot be written (EISDIR). Check its folder, or name another file.\n`,
    );
    expect(readdirSync(home).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("prints the same plain text into a pipe whatever is said about colours", async () => {
    const coloured = createCli(home, { FORCE_COLOR: "3" });
    const plain = createCli(home, { NO_COLOR: "1" });
    const [first, second] = await Promise.all([coloured, plain].map((one) => one.run("compare", ...both)));
    // Each of the two is a look at the data set, and they come in either order.
    const counted = (text?: string) =>
      text?.replace(/looks at this data set: \d+/, "looks at this data set: N");
    expect(counted(first?.stdout)).toBe(counted(second?.stdout));
    expect(first?.stdout).toContain("bare − base");
    expect(first?.stdout).not.toContain("\u001b");
  });

  test.each<[string, string[], string]>([
    ["a margin of 0", ["--margin", "quality=0"], "a margin is a number above 0, in the metric's own units"],
    [
      "a negative margin",
      ["--margin", "quality=-1"],
      "a margin is a number above 0, in the metric's own units",
    ],
    [
      "a margin without a metric",
      ["--margin", "0.1"],
      'The margin "0.1" names no metric; allowed is METRIC=X, such as --margin accuracy=0.02',
    ],
    [
      "a margin for a metric that nobody has",
      ["--margin", "tone=0.1"],
      'No experiment has the metric "tone". They have: quality, latency_ms',
    ],
    ["an alpha of 1", ["--alpha", "1"], '"1" is not a number between 0 and 1.'],
    ["one pair as enough", ["--min-pairs", "1"], "expected number to be >=2"],
    [
      "a metric that nobody has",
      ["--metric", "tone"],
      'No experiment has the metric "tone". They have: quality, latency_ms',
    ],
  ])("refuses %s", async (_name, args, message) => {
    const { code, stdout, stderr } = await cli.run("compare", ...both, ...args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});
