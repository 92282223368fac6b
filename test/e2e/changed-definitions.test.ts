import { execFileSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { createProjectFolder } from "../support/project-folder.js";

const FILES = {
  "assay.config.ts": `import { defineConfig, exactMatch } from "assay";
import mails from "./mails/assay.config.ts";
import { shorten } from "./shorten.ts";
import { translate } from "./translate.ts";
import { words } from "./datasets.ts";
import { gate } from "./gates.ts";
const shared = { evaluators: [exactMatch()], variants: { now: {} }, gate };
export default defineConfig({
  include: [mails],
  files: ["notes"],
  datasets: { words, lines: { items: () => [{ input: 1 }] } },
  pipelines: { shorten, translate },
  experiments: [
    { name: "shorten", dataset: "words", pipeline: "shorten", ...shared },
    { name: "translate", dataset: "lines", pipeline: "translate", ...shared, baseline: { file: "baseline.jsonl" } },
  ],
});`,
  "shorten.ts": `import { readFileSync } from "node:fs";
import { pipeline } from "assay";
import { polish } from "./polish.ts";
const prompt = readFileSync(new URL("./prompts/shorten.txt", import.meta.url), "utf8");
export const shorten = pipeline({ run: () => polish(prompt) });`,
  "translate.ts": `import { commandPipeline } from "assay";
import { polish } from "./polish.ts";
polish("");
export const translate = commandPipeline({ command: "python3", args: [new URL("./translate.py", import.meta.url).pathname] });`,
  "translate.py": "print(1)\n",
  "polish.ts": "export const polish = (text: string): string => text;\n",
  "gates.ts": "export const gate = { exact_match: { minimum: 0.5 } };\n",
  "datasets.ts": `import { readFile } from "node:fs/promises";
export const words = { items: async () => JSON.parse(await readFile(new URL("./words.json", import.meta.url), "utf8")) };`,
  "words.json": '[{ "input": "a" }]',
  "prompts/shorten.txt": "Shorten it.",
  "baseline.jsonl": "",
  "notes/a.txt": "a",
  "mails/assay.config.ts": `import { defineConfig, exactMatch } from "assay";
import { sort } from "./sort.ts";
export default defineConfig({
  datasets: { mails: { items: () => [{ input: 1 }] } },
  pipelines: { sort },
  experiments: [{ name: "sort-mails", dataset: "mails", pipeline: "sort", evaluators: [exactMatch()], variants: { now: {} } }],
});`,
  "mails/sort.ts": 'import { pipeline } from "assay";\nexport const sort = pipeline({ run: () => 1 });\n',
  "README.md": "nothing\n",
};

const ALL = ["shorten", "sort-mails", "translate"];

/** Each with the files that a change touches, and the definitions that it is about. */
const CHANGES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["nothing", [], []],
  ["a file that is no part of any", ["README.md"], []],
  ["the configuration's own file, which all share", ["assay.config.ts"], ALL],
  ["a module that exports a pipeline", ["shorten.ts"], ["shorten"]],
  ["the prompt that it reads", ["prompts/shorten.txt"], ["shorten"]],
  ["what two pipelines import", ["polish.ts"], ["shorten", "translate"]],
  ["the script of a command", ["translate.py"], ["translate"]],
  ["a module that exports a dataset", ["datasets.ts"], ["shorten"]],
  ["the file of its items", ["words.json"], ["shorten"]],
  ["a baseline file", ["baseline.jsonl"], ["translate"]],
  ["an included configuration", ["mails/assay.config.ts"], ["sort-mails"]],
  ["what the included configuration imports", ["mails/sort.ts"], ["sort-mails"]],
  ["a module of which it cannot be told who uses it", ["gates.ts"], ALL],
  ["what is named in files", ["notes/a.txt"], ALL],
  ["two of them", ["words.json", "translate.ts"], ["shorten", "translate"]],
];

/** Loads the built configuration loader once, and asks about one change after the other: modules stay in memory. */
const PROGRAM = `import { readFileSync, writeFileSync } from "node:fs";
const [dist, changes] = process.argv.slice(1);
const { loadConfiguration } = await import(dist + "load-config.js");
const { changedDefinitions } = await import(dist + "changed-definitions.js");
const loaded = await loadConfiguration({ workingDirectory: ".", home: "store", cacheDirectory: null });
const { experiments } = loaded.configuration;
const found = [];
for (const files of JSON.parse(changes)) {
  const before = files.map((file) => readFileSync(file, "utf8"));
  for (const [index, file] of files.entries()) writeFileSync(file, before[index] + "\\n");
  found.push((await changedDefinitions(loaded, experiments, "main")).map(({ name }) => name).sort());
  for (const [index, file] of files.entries()) writeFileSync(file, before[index]);
}
console.log(JSON.stringify(found));`;

test("a change is about the definitions whose files it touches", () => {
  const folder = createProjectFolder(FILES);
  const run = (command: string, ...args: string[]): string =>
    execFileSync(command, args, { cwd: folder.path, encoding: "utf8" });
  const git = (...args: string[]): string =>
    run("git", "-c", "user.name=ci", "-c", "user.email=ci@example.org", ...args);
  try {
    git("init", "--quiet", "--initial-branch", "main");
    git("add", ".");
    git("commit", "--quiet", "--message", "as it was");
    const dist = new URL("../../dist/", import.meta.url).href;
    const files = JSON.stringify(CHANGES.map(([, changed]) => changed));
    const found = JSON.parse(
      run(process.execPath, "--input-type=module", "--eval", PROGRAM, dist, files),
    ) as string[][];
    expect(CHANGES.map(([change], index) => [change, found[index]])).toEqual(
      CHANGES.map(([change, , definitions]) => [change, definitions]),
    );
  } finally {
    folder.remove();
  }
});
