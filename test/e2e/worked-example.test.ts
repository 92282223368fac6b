import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Cli, createCli } from "../support/cli.js";
import { createProjectFolder, type ProjectFolder } from "../support/project-folder.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const text = readFileSync(join(root, "docs/regressions.md"), "utf8");

/** The worked example's changes, each with the end of what the command then prints. */
const changes = [
  ...text.matchAll(/```diff\n([\s\S]*?)```[\s\S]*?exit code\s(?:is )?(\d)[\s\S]*?```\n([\s\S]*?)```/g),
].map(([, diff = "", code, printed = ""]) => ({
  removed: linesOf(diff, "-"),
  added: linesOf(diff, "+"),
  code: Number(code),
  printed: printed.trim(),
}));

function linesOf(diff: string, mark: string): string {
  return diff
    .split("\n")
    .filter((line) => line.startsWith(mark))
    .map((line) => `${line.slice(1)}\n`)
    .join("");
}

let folder: ProjectFolder;
let cli: Cli;
beforeAll(() => {
  folder = createProjectFolder();
  cpSync(join(root, "examples/spam-filter"), folder.path, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder.path, "node_modules"));
  cli = createCli(folder.path, { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS });
});
afterAll(() => folder.remove());

test("the worked example of docs/regressions.md has a change of each kind", () => {
  expect(changes.map(({ code }) => code)).toEqual([1, 0, 3]);
});

test.each(changes)(
  "its change with exit code $code ends as printed there",
  async ({ removed, added, code, printed }) => {
    const rule = readFileSync(join(root, "examples/spam-filter/keyword-rule.ts"), "utf8");
    expect(rule.split(removed)).toHaveLength(2);
    folder.write({ "keyword-rule.ts": rule.replace(removed, () => added) });
    const ended = await cli.run("ci", "spam-filter", "--config", join(folder.path, "assay.config.ts"));
    const last = ended.stdout.trim().split("\n").at(-1);
    expect({ code: ended.code, last, stderr: ended.code === code ? "" : ended.stderr }).toEqual({
      code,
      last: printed,
      stderr: "",
    });
  },
);
