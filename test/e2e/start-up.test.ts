import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { builtinEvaluators } from "../../src/evaluators/builtin-evaluators.js";
import { createCli, type Ended } from "../support/cli.js";

const config = fileURLToPath(new URL("fixtures/mistaken/assay.config.ts", import.meta.url));
const recorder = pathToFileURL(fileURLToPath(new URL("../support/record-modules.mjs", import.meta.url)));

const NO_DATASET =
  'Dataset "txets" not found. Nearest: texts. Known datasets: texts. Create one with: assay dataset create NAME';
const NO_DEFINITION =
  'The configuration defines no experiment "fien". Nearest: fine. Defined: fine, unknown-dataset, unknown-pipeline, ' +
  "unknown-evaluator, unknown-limit, asks-a-model, reads-a-variable";
const NO_EXPERIMENT = 'Experiment "nothing" not found, neither as name nor as id. List them with: assay list';

let home = "";
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "assay-start-up-"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Recorded extends Ended {
  /** Names of the packages of which anything was loaded, sorted. */
  readonly packages: readonly string[];
}

/** Runs a command, and records what it loads. */
async function record(...args: string[]): Promise<Recorded> {
  const file = join(home, "modules.txt");
  rmSync(file, { force: true });
  const cli = createCli(home, {
    LOADED_MODULES: file,
    NODE_OPTIONS: `--import=${recorder}`,
    OPENAI_API_KEY: undefined,
    TEMPORAL_ADDRESS: undefined,
    UNSET_TOKEN: undefined,
  });
  const ended = await cli.run(...args, "--config", config);
  const packages = readFileSync(file, "utf8")
    .split("\n")
    .flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []);
  return { ...ended, packages: [...new Set(packages)].sort() };
}

describe("a command loads what it needs", () => {
  test.each([
    ["--help"],
    ["--version"],
    ["run", "--help"],
    ["start", "--help"],
    ["dataset", "--help"],
    ["run", "fine", "--repetitons", "3"],
  ])("assay %s %s: the parser of arguments alone", async (...args) => {
    expect((await record(...args.filter((part) => part !== undefined))).packages).toEqual(["commander"]);
  });

  test.each([["list"], ["show", "nothing"], ["dataset", "list"]])(
    "assay %s: the store, and neither Temporal nor a provider nor the configuration",
    async (...args) => {
      const { packages } = await record(...args);
      expect(packages).toContain("@photostructure/sqlite");
      const heavy =
        /^(@temporalio\/|@grpc\/|protobufjs$|ai$|@ai-sdk\/|jiti$|hono$|ajv$|liquidjs$|@pydantic\/)/;
      expect(packages.filter((name) => heavy.test(name))).toEqual([]);
    },
  );
});

describe("what is wrong with a start is told before a server is started", () => {
  const fine = ["run", "fine"];
  test.each([
    [["run", "fien"], NO_DEFINITION],
    [
      [...fine, "--variant", "olny"],
      'Experiment "fine" has no variant "olny". Nearest: only. Variants: only',
    ],
    [[...fine, "--dataset", "txets"], NO_DATASET],
    [["run", "unknown-dataset"], NO_DATASET],
    [
      ["run", "unknown-pipeline"],
      'The configuration defines no pipeline "ehco". Nearest: echo. Defined: echo, asked, called',
    ],
    [
      ["run", "unknown-evaluator"],
      `Evaluator "exactly" not found. Known: ${Object.keys(builtinEvaluators).join(", ")}`,
    ],
    [
      ["run", "unknown-limit"],
      'Experiment "unknown-limit" cannot be started:\n✖ Unrecognized key: "concurency"',
    ],
    [
      ["run", "asks-a-model"],
      "OPENAI_API_KEY is not set: models of openai, such as gpt-5.4-mini, need the API key in this variable of the worker's environment.",
    ],
    [
      ["run", "reads-a-variable"],
      'Pipeline "called" reads the environment variable UNSET_TOKEN, which is not set or empty here. Set it for the worker and start again.',
    ],
    [["run", "fine", "--detach", "--dataset", "txets"], NO_DATASET],
    [["evaluate", "nothing"], NO_EXPERIMENT],
    [["run", "fien", "--estimate"], NO_DEFINITION],
    [["plan", "fien", "--sd", "0.1"], NO_DEFINITION],
    [["compare", "nothing", "nobody"], NO_EXPERIMENT],
    [["gate", "nothing", "--baseline", "nobody"], NO_EXPERIMENT],
    [["export", "nothing"], NO_EXPERIMENT],
    [["dataset", "show", "txets"], NO_DATASET],
    [["plan", "fine", "--from", "nothing"], NO_EXPERIMENT],
    [["pause", "nothing"], NO_EXPERIMENT],
  ])("assay %j", async (args, message) => {
    const { code, stderr, packages } = await record(...args);
    expect(stderr).toBe(`assay: ${message}\n`);
    expect(code).toBe(2);
    // Nor anything that the first call of a model, or the first JSON Schema, is early enough for.
    const later = /^(@temporalio\/|ai$|@ai-sdk\/|@opentelemetry\/|ajv$)/;
    expect(packages.filter((name) => later.test(name))).toEqual([]);
    expect(existsSync(join(home, "temporal"))).toBe(false);
  });

  test.each(["show", "run", "pause", "resume", "delete"])("assay schedule %s nihgtly", async (verb) => {
    const { code, stderr } = await record("schedule", verb, "nihgtly");
    expect(stderr).toBe(
      'assay: There is no schedule "nihgtly" in the configuration, and the Temporal server does not run. Nearest: nightly. ' +
        "Known schedules: nightly. assay schedule sync makes those of the configuration.\n",
    );
    expect(code).toBe(2);
    expect(existsSync(join(home, "temporal"))).toBe(false);
  });
});
