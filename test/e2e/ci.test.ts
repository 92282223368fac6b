import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { CheckReport } from "../../src/domain/regression/checked-definition.js";
import { type Cli, createCli } from "../support/cli.js";
import { pricedUsage } from "../support/fake-provider/behaviours.js";
import type { FakeProvider } from "../support/fake-provider/fake-provider.js";
import { startFakeProvider } from "../support/fake-provider/start-fake-provider.js";
import { providerEnvironment } from "../support/models.js";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.js";
import { findPython } from "../support/python.js";

/** What the pipeline does stands in a file of its own, as in a project; `answer` is what a change changes. */
const CONFIGURATION = `import { readFileSync } from "node:fs";
import { defineConfig, defineDataset, defineExperiment, exactMatch, pipeline, promptPipeline } from "assay";
import { answer } from "./answer.ts";
const words = () => JSON.parse(readFileSync(new URL("./words.json", import.meta.url), "utf8"));
const items = () => words().map((word) => ({ id: word, input: word, expectedOutput: word.toUpperCase() }));
const gate = { exact_match: { maxDrop: 0.1 } };
export default defineConfig({
  datasets: { "ci-words": defineDataset({ items }), "ci-fixed": defineDataset({ items: () => [{ input: "a", expectedOutput: "A" }] }) },
  pipelines: {
    upper: pipeline({ run: async ({ input }) => answer(input) }),
    ask: promptPipeline({ template: "Upper case: {{ input }}", maxOutputTokens: 20 }),
  },
  models: { prices: { "gpt-4o-mini": { inputUsdPerMillion: 2, outputUsdPerMillion: 10 } } },
  experiments: [
    defineExperiment({
      name: "ci-upper", dataset: "ci-words", pipeline: "upper", variants: { now: {} }, gate,
      evaluators: [exactMatch()], limits: { maxAttempts: 1 }, baseline: { file: "baselines/ci-upper.jsonl" },
    }),
    defineExperiment({
      name: "ci-ask", dataset: "ci-words", pipeline: "ask", variants: { now: { model: "gpt-4o-mini" } },
      gate: { exact_match: { maxDrop: 0.1 } }, evaluators: [exactMatch()], limits: { concurrency: 4 },
    }),
  ],
});`;
const GOOD = "export const answer = (word: string): string => word.toUpperCase();\n";
const BAD =
  'export const answer = (word: string): string => (word < "word-040" ? word : word.toUpperCase());\n';
const DOWN =
  'export const answer = (_word: string): string => { throw new Error("the service is away"); };\n';
const words = (count: number): string =>
  JSON.stringify(Array.from({ length: count }, (_, index) => `word-${String(index).padStart(3, "0")}`));

let folder: ProjectFolder;
let provider: FakeProvider;
let cli: Cli;
const summary = (): string => join(folder.path, "summary.md");
const read = (file: string): string => readFileSync(join(folder.path, file), "utf8");
const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=ci", "-c", "user.email=ci@example.org", ...args], {
    cwd: folder.path,
    encoding: "utf8",
  });
const assay = async (...args: string[]) => await cli.run(...args, "--config", "assay.config.ts");
/** A check of ci-upper as a pipeline of CI runs it, with all that it wrote. */
async function check(...args: string[]) {
  rmSync(summary(), { force: true });
  const files = ["--junit", "out.xml", "--markdown", "out.md", "--json", "out.json"];
  const ended = await assay("ci", "ci-upper", ...files, ...args);
  const report = JSON.parse(read("out.json")) as CheckReport;
  return {
    ...ended,
    report,
    definition: report.definitions[0],
    junit: parseXml("out.xml"),
    markdown: read("out.md"),
  };
}

/** As Python's expat reads it: [tag, attributes, text, children]. */
type Element = readonly [string, Readonly<Record<string, string>>, string, readonly Element[]];
function parseXml(file: string): Element {
  const { command, reason } = findPython();
  if (command === null) throw new Error(reason);
  const program = `import json, sys, xml.etree.ElementTree as tree
def walk(e): return [e.tag, e.attrib, (e.text or "").strip(), [walk(c) for c in e]]
print(json.dumps(walk(tree.parse(sys.argv[1]).getroot())))`;
  return JSON.parse(
    execFileSync(command, ["-c", program, join(folder.path, file)], { encoding: "utf8" }),
  ) as Element;
}

beforeAll(async () => {
  provider = await startFakeProvider({
    models: ["gpt-4o-mini"],
    answer: pricedUsage({
      promptTokens: 10_000,
      completionTokens: 1_000,
      answer: ({ promptText }) => ({ text: (/word-\d+/.exec(promptText)?.[0] ?? "").toUpperCase() }),
    }),
  });
  folder = createProjectFolder({
    "assay.config.ts": CONFIGURATION,
    "answer.ts": GOOD,
    "words.json": words(80),
    ".gitignore": ".assay\nstore\nout.*\nsummary.md\n",
    "baselines/README": "Baselines, each exported with: assay baseline export\n",
  });
  cli = createCli(folder.path, {
    ASSAY_HOME: join(folder.path, "store"),
    TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS,
    GITHUB_STEP_SUMMARY: summary(),
    ...providerEnvironment(provider),
  });
  git("init", "--quiet", "--initial-branch", "main");
  for (const name of ["ci-upper", "ci-ask"]) {
    expect(await assay("run", name, "--name", `${name}-good`)).toMatchObject({ code: 0 });
    const exported = ["baseline", "export", `baselines/${name}.jsonl`, "--experiment", `${name}-good`];
    expect(await assay(...exported)).toMatchObject({ code: 0 });
  }
  git("add", ".");
  git("commit", "--quiet", "--message", "Good, with its baseline");
  // CI has no store of its own: what is compared with is what was committed.
  rmSync(join(folder.path, "store"), { recursive: true });
});
afterAll(async () => {
  await provider.stop();
  folder.remove();
});

describe("assay ci in a git repository with a committed baseline", () => {
  test("a good change is good: 0", async () => {
    // What the user's code leaves behind and breaks after the verdict is told, and is no verdict.
    const late = 'process.once("beforeExit", () => void Promise.reject(new Error("too late")));\n';
    folder.write({ "answer.ts": late + GOOD.replace("word.toUpperCase()", "word.trim().toUpperCase()") });
    const { code, definition, junit, markdown, stderr } = await check();
    expect(code).toBe(0);
    expect(stderr).toContain("the experiment continues: Error: too late");
    expect(definition).toMatchObject({
      outcome: "passed",
      verdict: {
        state: "passed",
        baseline: { kind: "file", experiment: "ci-upper-good" },
        pairs: { paired: 80 },
      },
    });
    expect(junit.slice(0, 2)).toEqual([
      "testsuites",
      { name: "assay", tests: "1", failures: "0", errors: "0", skipped: "0" },
    ]);
    expect(markdown).toContain("### ✅ passed: ci-upper\n");
    expect(readFileSync(summary(), "utf8")).toBe(markdown);
  });

  test("a bad change is bad: 1, with what got worse in each file", async () => {
    folder.write({ "answer.ts": BAD });
    const { code, definition, junit, markdown, stdout } = await check();
    expect(code).toBe(1);
    expect(definition?.verdict).toMatchObject({ state: "failed", baseline: { kind: "file" } });
    expect(definition?.verdict?.worstItems.map(({ itemId, loss }) => [itemId, loss])).toEqual(
      ["word-000", "word-001", "word-002", "word-003", "word-004"].map((id) => [id, 1]),
    );
    const [, , , [suite]] = junit;
    const [, , , [testcase]] = suite as Element;
    const [tag, attributes, text] = (testcase as Element)[3][0] as Element;
    expect((testcase as Element)[1]).toEqual({
      classname: "assay.ci-upper",
      name: "exact_match maxDrop 0.1",
    });
    expect([tag, attributes.type]).toEqual(["failure", "failed"]);
    expect(text).toContain("word-000: exact_match 1 -> 0  word-000");
    expect(markdown).toContain("### ❌ failed: ci-upper\n");
    expect(markdown).toMatch(/\| exact_match \| maxDrop 0\.1 \| 80 \| −0\.5000 \| .* \| fail \|/);
    expect(stdout).toContain("ci-upper: failed: exact_match: the change −0.5000");
  });

  test("too few items cannot be told: 3, with how many would tell; the changed dataset alone is run", async () => {
    folder.write({ "answer.ts": GOOD, "words.json": words(6) });
    const { code, definition, junit, markdown } = await check("--changed", "HEAD");
    expect(code).toBe(3);
    expect(definition).toMatchObject({
      outcome: "inconclusive",
      verdict: { state: "inconclusive", itemsNeeded: 226, pairs: { paired: 6, removed: 74 } },
    });
    expect(junit[1]).toMatchObject({ failures: "1" });
    expect(markdown).toContain("### ❔ inconclusive: ci-upper\n");
    expect(markdown).toContain("**226 items would tell.**");
    folder.write({ "words.json": words(80) });
  });

  test("an outage is no verdict: 2", async () => {
    folder.write({ "answer.ts": DOWN });
    const { code, definition, junit } = await check();
    expect(code).toBe(2);
    expect(definition).toMatchObject({ outcome: "error", verdict: null });
    expect(definition?.reason).toMatch(/^all runs of ci-upper-now-.* failed: Error \(80\)$/);
    expect(junit[1]).toMatchObject({ errors: "1", failures: "0" });
    folder.write({ "answer.ts": GOOD });
  });

  test("the budget used up before it could be told: 4", async () => {
    const baseline = ["--baseline", "baselines/ci-ask.jsonl"];
    const { code, stdout } = await assay("ci", "ci-ask", ...baseline, "--budget-usd", "0.3");
    expect(code).toBe(4);
    expect(stdout).toMatch(/^ci-ask: budget: ci-ask-now-.* was stopped by its budget$/m);
  });

  test("starts nothing where nothing changed since a commit, and says when that cannot be told", async () => {
    folder.write({ "answer.ts": GOOD, "words.json": words(80) });
    const unchanged = await check("--changed", "HEAD");
    expect(unchanged).toMatchObject({ code: 0, report: { definitions: [], unchanged: ["ci-upper"] } });
    expect(unchanged.stderr).not.toContain("worker");
    expect(unchanged.markdown).toContain("Not run, since nothing of them changed: ci-upper");
    const unknown = await assay("ci", "--changed", "no-such-ref");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(
      /^assay: What changed since "no-such-ref" is not known: .*fetch-depth: 0/m,
    );
  });

  test("refuses a baseline file of another definition, and tells how to get a first one", async () => {
    const foreign = await assay("ci", "ci-ask", "--baseline", "baselines/ci-upper.jsonl");
    expect(foreign).toMatchObject({
      code: 2,
      stderr:
        'assay: Baseline file "baselines/ci-upper.jsonl" is of definition "ci-upper", not of "ci-ask". Export one of its own: assay baseline export FILE ci-ask\n',
    });
    const absent = await assay("ci", "ci-ask");
    expect(absent.code).toBe(2);
    expect(absent.stdout).toContain(
      'ci-ask: error: "ci-ask" has no baseline. Set one: assay baseline set ci-ask EXPERIMENT --reason "…". To commit it: assay baseline export FILE ci-ask, with baseline: { file } in its definition. Only maxDrop needs one',
    );
    expect(absent.stderr).not.toContain("worker");
  });
});
