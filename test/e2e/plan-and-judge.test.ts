import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { JudgeCheck } from "../../src/domain/judge/judge-check.js";
import type { ExperimentPlan } from "../../src/domain/plan/experiment-plan.js";
import { writeLabel } from "../../src/operations/write-label.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { type Cli, createCli } from "../support/cli.js";
import { hostCommands } from "../support/hosted-commands.js";
import { storeExperiment } from "../support/stored-experiment.js";

const host = hostCommands();
let home = "";
let cli: Cli;
const runIds: string[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "assay-plan-"));
  cli = createCli(home, {}, { host });
  const store = await openSqliteStore({ file: join(home, "assay.db") });
  for (const [name, lead] of [
    ["first", 0],
    ["second", 0.1],
  ] as const) {
    const { id } = await storeExperiment(store, {
      name,
      change: { definition: "counting", variant: name, comparisonId: "0123456789abcdef" },
      metrics: {
        depth: Array.from({ length: 40 }, (_, index) => ({
          itemId: `item-${String(index).padStart(2, "0")}`,
          value: ((index * 7) % 9) / 10 + lead * ((index * 5) % 4) * 0.5,
        })),
      },
    });
    runIds.push(
      ...(await store.listRuns({ experimentId: id, fromOrdinal: 0, limit: 40 })).map((run) => run.id),
    );
  }
  await store.close();
});
afterAll(async () => {
  await host.stop();
  rmSync(home, { recursive: true, force: true });
});

describe("assay plan", () => {
  test("plans from the latest finished comparison", async () => {
    const { code, stdout } = await cli.run("plan", "counting", "--effect", "0.02", "--json");
    expect(code).toBe(0);
    const plan = JSON.parse(stdout) as ExperimentPlan;
    expect(plan.pilot).toMatchObject({ baseline: "first", candidate: "second", pairs: 40 });
    // Differences 0, 0.05, 0.1, 0.15, ten of each: mean 0.075, SD √(40/39 · 0.003125).
    expect(plan.pilot?.meanDifference).toBeCloseTo(0.075, 12);
    expect(plan.pilot?.standardDeviation).toBeCloseTo(Math.sqrt((0.003125 * 40) / 39), 12);
    expect(plan).toMatchObject({ metric: "depth", unit: "calls", present: { items: 40, judgements: null } });
    expect(plan.needed?.sameSampling.items).toBeGreaterThan(60);
  });
  test("prints tables and a sentence from assumptions", async () => {
    const { code, stdout } = await cli.run(
      ...["plan", "counting", "--sd", "0.2", "--judge-sd", "0.1", "--items", "50", "--effect", "0.1"],
      ...["--cost-per-run", "0.01", "--cost-per-judgement", "0.002", "--max-items", "500"],
    );
    expect(code).toBe(0);
    expect(stdout).toContain("From stated assumptions");
    expect(stdout).toContain("The next dollar reduces the error most when spent on ");
  });
  test.each<[string, string[], string]>([
    ["an unknown experiment", ["absent"], 'The configuration defines no experiment "absent".'],
    [
      "an effect of 0",
      ["counting", "--effect", "0"],
      "The plan cannot be made: the effect is 0; allowed is a size above 0",
    ],
    ["a negative effect", ["counting", "--effect", "-0.1"], "the effect is -0.1; allowed is a size above 0"],
    ["an effect that is no number", ["counting", "--effect", "big"], '"big" is not a number.'],
    ["a power of 1", ["counting", "--power", "1"], '"1" is not a number between 0 and 1.'],
    ["an alpha of 0", ["counting", "--alpha", "0"], '"0" is not a number between 0 and 1.'],
    ["a negative deviation", ["counting", "--sd", "-1"], '"-1" is not a number from 0 on.'],
    [
      "a single pilot experiment",
      ["counting", "--from", "first"],
      'There is no pilot to plan "counting" from: --from names 1 experiment',
    ],
    [
      "a metric it lacks",
      ["counting", "--metric", "x"],
      'the pilot has no numeric score "x" on both sides. Scores it has: depth.',
    ],
  ])("refuses %s", async (_name, args, message) => {
    const { code, stdout, stderr } = await cli.run("plan", ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });
});

describe("assay score and assay judge check", () => {
  test("write labels by hand and hold the judge against them", async () => {
    const store = await openSqliteStore({ file: join(home, "assay.db") });
    for (const run of runIds.slice(1, 16))
      await writeLabel(store, { run, name: "depth", value: 0.5 }, new Date());
    await store.close();
    const run = runIds[0] as string;
    const written = await cli.run("score", run, "--name", "depth", "--value", "0.5", "--comment", "so so");
    expect(written).toMatchObject({ code: 0, stdout: `depth = 0.5 on run ${run}\n` });
    const { code, stdout } = await cli.run("judge", "check", "--metric", "depth", "--json");
    expect(code).toBe(0);
    const check = JSON.parse(stdout) as JudgeCheck;
    expect(check).toMatchObject({ runs: 16, items: 16, labelName: "depth" });
    expect(check.means[0]?.correction).toMatchObject({
      labelledItems: 16,
      unlabelledItems: 24,
      humanEstimate: 0.5,
    });
    const exported = await cli.run("export", "first", "--format", "csv");
    expect(exported.stdout.split("\n")[0]).toContain("score_depth,unscored_depth,label_depth");
  });
  test("take labels from a file", async () => {
    const file = join(home, "labels.csv");
    writeFileSync(
      file,
      `run_id,value\n${runIds.map((run, index) => `${run},${1 + (index % 5)}`).join("\n")}\n`,
    );
    const { code, stdout } = await cli.run(
      ...["judge", "check", "--metric", "depth", "--labels", file, "--label-scale", "1:5"],
    );
    expect(code).toBe(0);
    expect(stdout).toContain("Judge check of depth against the labels depth: 80 runs, 40 items");
    expect(stdout).toContain("second − first");
  });
  test("refuse labels for unknown runs: the first, and how many", async () => {
    const file = join(home, "unknown.csv");
    writeFileSync(file, `run_id,value\n${runIds[0]},1\nnowhere,1\nelsewhere,0\n`);
    const { code, stdout, stderr } = await cli.run("judge", "check", "--metric", "depth", "--labels", file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("2 of 3 labels are for unknown runs, the first for run nowhere.");
  });
  test("refuse a run that is not there", async () => {
    const { code, stderr } = await cli.run("score", "absent", "--name", "depth", "--value", "1");
    expect(code).toBe(2);
    expect(stderr).toContain('Run "absent" not found, neither as run id nor as trace id.');
  });
  test("refuse a scale turned round", async () => {
    const { code, stderr } = await cli.run("judge", "check", "--metric", "depth", "--label-scale", "5:1");
    expect(code).toBe(2);
    expect(stderr).toContain('"5:1" is not MIN:MAX with MIN below MAX, such as 1:5.');
  });
});
