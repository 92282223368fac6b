import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string): unknown => parse(readFileSync(join(root, file), "utf8"));
const text = { type: "string" };
const texts = { type: "object", additionalProperties: text };
const closed = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
/** What GitHub documents of a composite action ("Metadata syntax for GitHub Actions"), as far as ours goes. */
const ACTION = closed(
  {
    name: text,
    description: text,
    inputs: {
      type: "object",
      additionalProperties: closed({ description: text, required: { type: "boolean" }, default: text }, [
        "description",
      ]),
    },
    outputs: {
      type: "object",
      additionalProperties: closed({ description: text, value: text }, ["value"]),
    },
    runs: closed(
      {
        using: { const: "composite" },
        steps: {
          type: "array",
          minItems: 1,
          items: closed(
            { id: text, name: text, shell: text, run: text, env: texts, "working-directory": text },
            ["run", "shell"],
          ),
        },
      },
      ["using", "steps"],
    ),
  },
  ["name", "description", "runs"],
);
/** What GitLab documents of a job ("CI/CD YAML syntax reference"), as far as ours goes. */
const JOB = closed(
  {
    image: text,
    variables: texts,
    rules: { type: "array", items: closed({ if: text }) },
    before_script: { type: "array", items: text },
    script: { type: "array", minItems: 1, items: text },
    artifacts: closed({
      when: { enum: ["on_success", "on_failure", "always"] },
      paths: { type: "array", items: text },
      reports: closed({ junit: text }),
    }),
  },
  ["script"],
);
interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: {
    readonly steps: readonly [{ readonly run: string; readonly env: Readonly<Record<string, string>> }];
  };
}
interface GitLab {
  readonly ".assay": {
    readonly script: readonly string[];
    readonly variables: Readonly<Record<string, string>>;
  };
}

describe("templates for CI", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "assay-templates-"));
    const program =
      '#!/bin/sh\nfor argument in "$@"; do printf "%s\\n" "$argument"; done > called\nexit "$EXIT"\n';
    writeFileSync(join(folder, "assay"), program);
    chmodSync(join(folder, "assay"), 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const called = (): readonly string[] => readFileSync(join(folder, "called"), "utf8").trimEnd().split("\n");
  const violations = (schema: object, given: unknown): unknown => {
    const check = new Ajv({ strict: false }).compile(schema);
    return check(given) ? [] : check.errors;
  };
  const runStep = (shell: string, script: string, env: NodeJS.ProcessEnv) =>
    spawnSync(shell, ["-e", "-c", script], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env.PATH, GITHUB_OUTPUT: join(folder, "output"), ...env },
    });

  test("the GitHub action keeps to its schema, and uses each input once", () => {
    const action = read("action.yml") as Action;
    expect(violations(ACTION, action)).toEqual([]);
    expect(violations(ACTION, { ...action, branding: 1 })).not.toEqual([]);
    const given = JSON.stringify(action.runs).match(/inputs\.([\w-]+)/g);
    expect(given?.map((name) => name.slice("inputs.".length)).sort()).toEqual(
      Object.keys(action.inputs).sort(),
    );
  });

  test("the GitHub action's step calls assay ci with its inputs as they are, and exits as it does", () => {
    const { inputs, runs } = read("action.yml") as Action;
    const [step] = runs.steps;
    const run = (given: Readonly<Record<string, string>>, exit: string) => {
      const env = Object.entries(step.env).map(([name, value]) => {
        const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1] ?? "";
        return [name, given[input] ?? inputs[input]?.default ?? ""];
      });
      return runStep("bash", step.run, { EXIT: exit, ...Object.fromEntries(env) }).status;
    };
    const files = ["--junit", "assay-junit.xml", "--json", "assay-report.json"];
    expect(run({ command: "./assay" }, "0")).toBe(0);
    expect(called()).toEqual(["ci", ...files]);
    const all = {
      command: "./assay",
      definitions: "one two",
      baseline: "a.jsonl b.jsonl",
      "budget-usd": "2",
      "timeout-minutes": "30",
      changed: "true",
    };
    expect(run(all, "3")).toBe(3);
    const options = [
      "--baseline",
      "a.jsonl",
      "--baseline",
      "b.jsonl",
      "--budget-usd",
      "2",
      "--timeout",
      "30",
    ];
    expect(called()).toEqual(["ci", "one", "two", ...options, "--changed", ...files]);
    expect(readFileSync(join(folder, "output"), "utf8")).toBe("exit-code=0\nexit-code=3\n");
    // What a pull request may be named is no code.
    expect(run({ command: "./assay", changed: "$(touch hacked)" }, "0")).toBe(0);
    expect(called()).toEqual(["ci", "--changed", "$(touch hacked)", ...files]);
    expect(execFileSync("ls", { cwd: folder, encoding: "utf8" })).not.toContain("hacked");
  });

  test("the GitLab template keeps to its schema, and its script calls assay ci with the job's variables", () => {
    const template = read("templates/assay.gitlab-ci.yml") as GitLab;
    const job = template[".assay"];
    expect(Object.keys(template)).toEqual([".assay"]);
    expect(violations(JOB, job)).toEqual([]);
    expect(violations(JOB, { ...job, scripts: [] })).not.toEqual([]);
    const run = (given: Readonly<Record<string, string>>, exit: string) =>
      runStep("sh", job.script.join("\n"), {
        EXIT: exit,
        ...job.variables,
        ASSAY_COMMAND: "./assay",
        ...given,
      }).status;
    const files = ["--junit", "assay-junit.xml", "--markdown", "assay.md", "--json", "assay-report.json"];
    expect(run({}, "0")).toBe(0);
    expect(called()).toEqual(["ci", ...files]);
    const given = {
      ASSAY_DEFINITIONS: "one two",
      ASSAY_BASELINE: "a.jsonl",
      ASSAY_BUDGET_USD: "2",
      ASSAY_TIMEOUT_MINUTES: "30",
      ASSAY_CHANGED: "true",
    };
    expect(run(given, "1")).toBe(1);
    const options = ["--baseline", "a.jsonl", "--budget-usd", "2", "--timeout", "30", "--changed"];
    expect(called()).toEqual(["ci", "one", "two", ...options, ...files]);
  });
});
