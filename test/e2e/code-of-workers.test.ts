import { afterAll, afterEach, beforeEach, expect, test } from "@jest/globals";
import { type Cli, createCli, type SpawnedCli } from "../support/cli.js";
import { hostCommands } from "../support/hosted-commands.js";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.js";

const CONFIGURATION = `import { readFileSync } from "node:fs";
import { defineConfig, defineDataset, defineExperiment, exactMatch, pipeline } from "assay";
import { mark } from "@/mark";
const prompt = readFileSync(new URL("./prompt.md", import.meta.url), "utf8");
export default defineConfig({
  datasets: { one: defineDataset({ items: () => [{ input: "a", expectedOutput: "a" }] }) },
  pipelines: { say: pipeline({ run: async ({ input }) => input + prompt + mark }) },
  experiments: [defineExperiment({ name: "say", dataset: "one", pipeline: "say", variants: { only: {} }, evaluators: [exactMatch()] })],
});`;

const host = hostCommands();
afterAll(async () => await host.stop());

let folder: ProjectFolder;
let cli: Cli;
/** What reads the store alone, and runs none of the code that changes. */
let reader: Cli;
let started: SpawnedCli[] = [];
const start = (...args: string[]): SpawnedCli => {
  const process = cli.spawn(...args, "--config", "assay.config.ts");
  started.push(process);
  return process;
};
const run = async (...args: string[]) =>
  await cli.run(...args, ...(args.includes("--config") ? [] : ["--config", "assay.config.ts"]));
/** What the pipeline answered in a run of the definition, and what the command said of workers. */
const runOnce = async (name: string, ...args: string[]) => {
  const { code, stderr } = await run("run", "say", "--name", name, ...args);
  const { stdout } = await reader.run("export", name, "--format", "jsonl");
  const { output } = JSON.parse(stdout) as { output: unknown };
  const told = stderr.split("\n").filter((line) => line.includes("worker"));
  return { code, output, told: told.map((line) => line.replace(/pid \d+ on \S+\)/, "pid N on HOST)")) };
};
beforeEach(() => {
  folder = createProjectFolder({
    "assay.config.ts": CONFIGURATION,
    "tsconfig.json": `{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }`,
    "src/mark.ts": `export const mark: string = "!";`,
    "prompt.md": " says",
  });
  const environment = { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS };
  cli = createCli(folder.path, environment);
  reader = createCli(folder.path, environment, { host });
  started = [];
});
afterEach(() => {
  for (const { child } of started)
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  folder.remove();
});

test("a run beside a running start is made by its worker while their code is the same, and by one of its own when it is not", async () => {
  const serving = start("start");
  await serving.saw(/serving; Ctrl-C ends it/);
  expect(await runOnce("same")).toEqual({ code: 0, output: "a says!", told: [] });

  folder.write({ "src/mark.ts": `export const mark: string = "?";` });
  expect(await runOnce("imported")).toEqual({
    code: 0,
    output: "a says?",
    told: [
      "the running worker (pid N on HOST) has other code: src/mark.ts has changed since it was loaded there; starting one with this code for the time of this command",
    ],
  });
  const detached = await run("run", "say", "--detach");
  expect(detached.code).toBe(2);
  expect(detached.stderr.replace(/pid \d+ on \S+\)/, "pid N on HOST)")).toBe(
    "assay: Nothing was started: the running worker (pid N on HOST) has other code: src/mark.ts has changed since it was loaded there. It would run its own code, not this. Start that worker again (with --watch, assay start does so itself at each change), or use assay run without --detach, which starts a worker of its own.\n",
  );
  expect((await run("evaluate", "same", "--force")).stderr).toContain("starting one with this code");
  const shown = (await reader.run("show", "same")).stdout;
  expect(shown).toMatch(/^Code [0-9a-f]{12}$/m);
  expect(shown).toMatch(/^Scores are also of code [0-9a-f]{12}$/m);

  folder.write({ "src/mark.ts": `export const mark: string = "!";`, "prompt.md": " asks" });
  expect(await runOnce("read")).toMatchObject({
    output: "a asks!",
    told: [expect.stringContaining("has other code: prompt.md has changed since it was loaded there")],
  });
  folder.write({
    "prompt.md": " says",
    "other.config.ts": CONFIGURATION.replace("input + prompt", '"other"'),
  });
  expect(await runOnce("other", "--config", "other.config.ts")).toEqual({
    code: 0,
    output: "other!",
    told: [
      "the running worker (pid N on HOST) has another configuration: assay.config.ts, where this is other.config.ts (seen from the store's folder); starting one with this code for the time of this command",
    ],
  });
  expect(await runOnce("same-again")).toEqual({ code: 0, output: "a says!", told: [] });
  await serving.end("SIGTERM");
});

test("--watch starts the worker again when a file of its code changes, and keeps it when the new code cannot be loaded", async () => {
  const watched = start("start", "--watch");
  await watched.saw(/serving; Ctrl-C ends it/);
  folder.write({ "src/mark.ts": `export const mark: string = "?";` });
  await watched.saw(/^src\/mark\.ts has changed: loading the code again$/m);
  await watched.saw(/^the worker has started again, with the new code$/m);
  expect(await runOnce("reloaded")).toEqual({ code: 0, output: "a says?", told: [] });
  folder.write({ "src/mark.ts": `export const mark: string = ;` });
  await watched.saw(
    /^the new code cannot be loaded: the worker continues with its present code until the next change$/m,
  );
  folder.write({ "src/mark.ts": `export const mark: string = "?";` });
  await watched.saw(/^the code is the same as before: the worker continues$/m);
  expect(await runOnce("kept")).toEqual({ code: 0, output: "a says?", told: [] });
  expect((await watched.end("SIGTERM")).code).toBe(0);
});
