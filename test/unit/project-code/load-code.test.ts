import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { compareCode } from "../../../src/operations/workers/compare-code.js";
import { loadCode } from "../../../src/project-code/load-code.js";
import { createProjectFolder, type ProjectFolder } from "../../support/project-folder.js";

let folder: ProjectFolder;
beforeEach(() => {
  folder = createProjectFolder();
});
afterEach(() => folder.remove());

/** As a process of its own would load it: what this one has in memory is under other names. */
const load = async (files: Readonly<Record<string, string>>, further: readonly string[] = []) => {
  const own = createProjectFolder(files);
  try {
    return await loadCode(join(own.path, "assay.config.ts"), {
      home: join(own.path, ".assay"),
      cacheDirectory: null,
      listFurther: () => further,
    });
  } finally {
    own.remove();
  }
};

const FILES = {
  "assay.config.ts": `import { a } from "./a"; export default { late: () => import("./late.js") };`,
  "a.ts": `export const a = 1;`,
  "late.ts": `export const late = 1;`,
};

describe("the hash of a configuration's code", () => {
  test("is the same wherever it lies, and another when any file is, also one that is imported when it is called", async () => {
    const { code } = await load(FILES);
    expect(Object.keys(code.parts)).toEqual(["a.ts", "assay.config.ts", "late.ts"]);
    expect(code.configuration).toBe("../assay.config.ts");
    expect(code.hash).toMatch(/^[0-9a-f]{64}$/);
    expect((await load(FILES)).code.hash).toBe(code.hash);
    const lines = `export const a = 2;`;
    expect((await load({ ...FILES, "a.ts": lines })).code.hash).not.toBe(code.hash);
    expect((await load({ ...FILES, "late.ts": lines })).code.hash).not.toBe(code.hash);
  });

  test("covers what is read while it is loaded, and nothing that is read later", async () => {
    const { code } = await load({
      "assay.config.ts": `import fs from "node:fs"; import { readFile } from "node:fs/promises";
        const here = (name: string): string => new URL(name, import.meta.url).pathname;
        const prompt = fs.readFileSync(here("./prompt.md"), "utf8") + (await readFile(here("./more.md"), "utf8"));
        export default { prompt, items: () => fs.readFileSync(here("./items.jsonl"), "utf8") };`,
      "prompt.md": "Say {{text}}",
      "more.md": "again",
      "items.jsonl": "{}",
    });
    expect(Object.keys(code.parts)).toEqual(["assay.config.ts", "more.md", "prompt.md"]);
  });

  test("covers modules whose names are put together", async () => {
    const { code } = await load({
      "assay.config.ts": `const name = "loud"; const { mark } = await import(\`./variants/\${name}.ts\`); export default { mark };`,
      "variants/loud.ts": `export const mark = "!";`,
    });
    expect(Object.keys(code.parts)).toEqual(["assay.config.ts", "variants/loud.ts"]);
  });

  test("covers files and folders that the configuration names, and refuses what is not there", async () => {
    const files = { ...FILES, "predict.py": "print(1)", "prompts/one.md": "1", "prompts/deep/two.md": "2" };
    const { code } = await load(files, ["predict.py", "prompts"]);
    expect(Object.keys(code.parts)).toEqual([
      "a.ts",
      "assay.config.ts",
      "late.ts",
      "predict.py",
      "prompts/deep/two.md",
      "prompts/one.md",
    ]);
    await expect(load(files, ["predict.txt"])).rejects.toThrow(
      /^"files" names predict\.txt, and \/.+\/predict\.txt is no file and no folder\.$/,
    );
  });

  test("counts installed packages by their version", async () => {
    const { code } = await load({
      "assay.config.ts": `import { one } from "installed"; export default { one };`,
      "node_modules/installed/package.json": `{ "name": "installed", "version": "1.2.3", "main": "index.js" }`,
      "node_modules/installed/index.js": `exports.one = 1;`,
    });
    expect(code.parts).toMatchObject({ "package installed": "1.2.3" });
    expect(Object.keys(code.parts)).toEqual(["assay.config.ts", "package installed"]);
  });
});

test("a second load in one process has the hash of what is in its memory", async () => {
  folder.write(FILES);
  const entry = join(folder.path, "assay.config.ts");
  const place = { home: folder.path, cacheDirectory: null, listFurther: () => [] };
  const first = await loadCode(entry, place);
  folder.write({ "a.ts": `export const a = 2;` });
  expect((await loadCode(entry, place)).code).toEqual(first.code);
});

test("code that changes while it is loaded is refused", async () => {
  folder.write({
    "assay.config.ts": `import "./a"; import { writeFileSync } from "node:fs";
      writeFileSync(new URL("./a.ts", import.meta.url), "export const a = 2;"); export default {};`,
    "a.ts": `export const a = 1;`,
  });
  await expect(
    loadCode(join(folder.path, "assay.config.ts"), {
      home: folder.path,
      cacheDirectory: null,
      listFurther: () => [],
    }),
  ).rejects.toThrow("a.ts changed while it was being loaded. Start the command again.");
});

describe("a worker's code", () => {
  const code = (parts: Readonly<Record<string, string>>) => ({
    hash: JSON.stringify(parts),
    configuration: "c",
    parts,
  });

  test("differs in what changed, what it lacks and what it alone has", () => {
    expect(
      compareCode(code({ "a.ts": "1", "b.ts": "2", same: "0" }), {
        worker: code({ "a.ts": "9", "c.ts": "3", same: "0" }),
        hashNow: () => null,
      }),
    ).toEqual([
      { part: "a.ts", how: "changed" },
      { part: "b.ts", how: "missing" },
      { part: "c.ts", how: "more" },
    ]);
  });

  test("does not differ in a file that only the worker knows to be read, as long as the file is as it was", () => {
    const worker = code({ "a.ts": "1", "prompt.md": "5" });
    expect(compareCode(code({ "a.ts": "1" }), { worker, hashNow: () => "5" })).toEqual([]);
    expect(compareCode(code({ "a.ts": "1" }), { worker, hashNow: () => "6" })).toEqual([
      { part: "prompt.md", how: "changed" },
    ]);
  });
});
