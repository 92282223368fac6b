import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { changedDefinitions } from "../../src/changed-definitions.js";
import type { LoadedConfiguration } from "../../src/load-config.js";

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "assay-changes-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const git = (...args: string[]): string =>
  execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@example.org", ...args], {
    encoding: "utf8",
  });
const commit = (name: string): string => {
  writeFileSync(join(folder, name), name);
  git("add", name);
  git("commit", "--quiet", "--message", name);
  return git("rev-parse", "HEAD").trim();
};
const problemSince = async (ref: string): Promise<string> =>
  await changedDefinitions({ directory: folder } as LoadedConfiguration, [], ref).then(
    () => "none",
    (error: Error) => error.message,
  );

test("outside of a repository nobody is told to fetch history", async () => {
  expect(await problemSince("main")).toMatch(
    /^What changed since "main" is not known: fatal: not a git repository .*\. Leave --changed out to run all definitions$/,
  );
});

test("without git that is said", async () => {
  const { PATH } = process.env;
  process.env.PATH = folder;
  try {
    expect(await problemSince("main")).toBe(
      'What changed since "main" is not known: git cannot be run: it is not installed, or not on the PATH. Leave --changed out to run all definitions',
    );
  } finally {
    process.env.PATH = PATH;
  }
});

test("a commit that shares no history, as in a shallow clone, is told as such", async () => {
  git("init", "--quiet", "--initial-branch", "main");
  const first = commit("a");
  git("checkout", "--quiet", "--orphan", "other");
  commit("b");
  expect(await problemSince(first)).toBe(
    `What changed since "${first}" is not known: it and HEAD have no commit in common, as in a shallow clone. In CI, fetch the whole history (fetch-depth: 0), or name a commit that is there: --changed REF`,
  );
});

test("a name that looks like an option, and a commit that is not there, are no commits", async () => {
  git("init", "--quiet");
  commit("a");
  for (const ref of ["--output=x", "absent", ""])
    expect(await problemSince(ref)).toContain("fatal: Not a valid object name");
});
