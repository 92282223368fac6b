import { mkdirSync, symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { scanImports } from "../../../src/project-code/scan-imports.js";
import { createProjectFolder, type ProjectFolder } from "../../support/project-folder.js";

let folder: ProjectFolder;
beforeEach(() => {
  folder = createProjectFolder();
});
afterEach(() => folder.remove());

const scan = (files: Readonly<Record<string, string>>) => {
  folder.write(files);
  const { files: found, unresolved } = scanImports(join(folder.path, "assay.config.ts"));
  return {
    files: [...found].map((file) => relative(folder.path, file)).sort(),
    unresolved: unresolved.map(({ file, line, specifier }) => [relative(folder.path, file), line, specifier]),
  };
};

test("finds what is imported, exported from, required and imported when it is called, through any number of files", () => {
  const { files, unresolved } = scan({
    "assay.config.ts": `import { a } from "./a.js";
      import type { T } from "./types";
      export * from './b.mjs';
      const late = () => import(/* when it is called */ "./late.ts");`,
    "a.ts": `import data from "./data.json" with { type: "json" }; const c = require("./c.cjs");`,
    "b.mjs": `export {
      one,
    } from "./deep/index.mts";`,
    "c.cjs": `module.exports = require.resolve("./d")`,
    "d.js": "",
    "data.json": "{}",
    "deep/index.mts": "export const one = 1;",
    "late.ts": "",
    "types.ts": "export type T = string;",
    "unused.ts": "",
  });
  expect(files).toEqual([
    "a.ts",
    "assay.config.ts",
    "b.mjs",
    "c.cjs",
    "d.js",
    "data.json",
    "deep/index.mts",
    "late.ts",
    "types.ts",
  ]);
  expect(unresolved).toEqual([]);
});

test("follows a package of the workspace to its sources, and stops at what is installed", () => {
  folder.write({
    "packages/lib/package.json": `{ "name": "@team/lib", "version": "1.0.0", "main": "index.ts" }`,
    "packages/lib/index.ts": `export * from "./prompt";`,
    "packages/lib/prompt.ts": "",
    "node_modules/installed/package.json": `{ "name": "installed", "version": "2.3.4", "main": "index.js" }`,
    "node_modules/installed/index.js": `require("./inner")`,
    "node_modules/installed/inner.js": "",
  });
  mkdirSync(join(folder.path, "node_modules/@team"), { recursive: true });
  symlinkSync("../../packages/lib", join(folder.path, "node_modules/@team/lib"));
  expect(scan({ "assay.config.ts": `import "@team/lib"; import "installed";` }).files).toEqual([
    "assay.config.ts",
    "node_modules/installed/index.js",
    "packages/lib/index.ts",
    "packages/lib/prompt.ts",
  ]);
});

test("tells imports that lead nowhere, with file and line", () => {
  const { unresolved } = scan({
    "assay.config.ts": `import "./a";`,
    "a.ts": `\n\nimport { b } from "./b.js";`,
  });
  expect(unresolved).toEqual([["a.ts", 3, "./b.js"]]);
});
