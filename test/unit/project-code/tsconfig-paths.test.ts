import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { loadConfiguration } from "../../../src/load-config.js";
import { createProjectFolder, type ProjectFolder } from "../../support/project-folder.js";

let folder: ProjectFolder;
beforeEach(() => {
  folder = createProjectFolder();
});
afterEach(() => folder.remove());

/** The description of the configuration's first experiment: what its imports gave. */
const load = async (
  files: Readonly<Record<string, string>>,
  file = "assay.config.ts",
): Promise<string | undefined> => {
  folder.write(files);
  const { configuration } = await loadConfiguration({
    file,
    workingDirectory: folder.path,
    home: join(folder.path, ".assay"),
    cacheDirectory: null,
  });
  return configuration.experiments[0]?.description;
};
const config = (imports: string, description: string): string => `${imports}
  export default { experiments: [{ name: "e", description: ${description}, dataset: "d", pipeline: "p", variants: { a: {} }, evaluators: [] }] };`;

describe("paths of a tsconfig.json", () => {
  test("map what the configuration imports, and what its modules import and require", async () => {
    expect(
      await load({
        "tsconfig.json": `{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"] } } }`,
        "assay.config.ts": config(
          `import { shout } from "@/lib/shout"; import legacy from "@/lib/legacy.cjs";`,
          "legacy.legacy(shout('a'))",
        ),
        "src/lib/shout.ts": `import { loud } from "@/loud"; export const shout = (s: string): string => loud(s);`,
        "src/loud.ts": `export enum Mark { End = "!" } export const loud = (s: string): string => s.toUpperCase() + Mark.End;`,
        "src/lib/legacy.cjs": `const { tail } = require("@/tail"); module.exports = { legacy: (s) => s + tail };`,
        "src/tail.ts": `export const tail: string = "?";`,
      }),
    ).toBe("A!?");
  });

  test("without baseUrl are relative to the tsconfig.json, which may have comments and trailing commas and stand above", async () => {
    expect(
      await load(
        {
          "tsconfig.json": `{
            // the whole workspace
            "compilerOptions": { "paths": { "~lib": ["./shared/lib.ts"], }, },
          }`,
          "shared/lib.ts": `export default "above";`,
          "apps/one/assay.config.ts": config(`import lib from "~lib";`, "lib"),
        },
        "apps/one/assay.config.ts",
      ),
    ).toBe("above");
  });

  test("come through extends, and are relative to the file that has them", async () => {
    expect(
      await load({
        "tsconfig.json": `{ "extends": "./settings/base.json" }`,
        "settings/base.json": `{ "compilerOptions": { "paths": { "#prompts/*": ["../prompts/*"] } } }`,
        "prompts/first.ts": `export const first = "extended";`,
        "assay.config.ts": config(`import { first } from "#prompts/first.js";`, "first"),
      }),
    ).toBe("extended");
  });

  test("with several targets are tried in their order, and what none has is looked for as usual", async () => {
    expect(
      await load({
        "tsconfig.json": `{ "compilerOptions": { "paths": { "*": ["./generated/*", "./written/*"], "@/*": ["./a/*", "./b/*"] } } }`,
        "written/words.ts": `export const words = "written";`,
        "b/rest.ts": `export const rest = "b";`,
        "node_modules/installed/package.json": `{ "name": "installed", "version": "1.0.0", "main": "index.js" }`,
        "node_modules/installed/index.js": `exports.place = "installed";`,
        "assay.config.ts": config(
          `import { words } from "words"; import { rest } from "@/rest"; import { place } from "installed";`,
          "[words, rest, place].join()",
        ),
      }),
    ).toBe("written,b,installed");
  });

  test("of the nearest tsconfig.json hold for each module: a package of the workspace has its own", async () => {
    expect(
      await load({
        "tsconfig.json": `{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }`,
        "src/who.ts": `export const who = "root";`,
        "packages/lib/tsconfig.json": `{ "compilerOptions": { "paths": { "@/*": ["./code/*"] } } }`,
        "packages/lib/code/who.ts": `export const who = "lib";`,
        "packages/lib/index.ts": `export { who as theirs } from "@/who";`,
        "assay.config.ts": config(
          `import { who } from "@/who"; import { theirs } from "./packages/lib/index.js";`,
          "[who, theirs].join(' ')",
        ),
      }),
    ).toBe("root lib");
  });
});

describe("a tsconfig.json that only references other projects", () => {
  const solution = (...references: readonly string[]): string =>
    JSON.stringify({ files: [], references: references.map((path) => ({ path })) });

  test("has their paths, in a configuration that none of them includes and in their modules", async () => {
    expect(
      await load({
        "tsconfig.json": solution("./tsconfig.app.json", "./tsconfig.node.json", "./missing"),
        "tsconfig.app.json": `{ "extends": "./tsconfig.base.json", "include": ["src"] }`,
        "tsconfig.base.json": `{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }`,
        "tsconfig.node.json": `{ "include": ["vite.config.ts"] }`,
        "src/lib/shout.ts": `import { loud } from "@/loud"; export const shout = async (s: string) => (await import("@/later")).later(loud(s));`,
        "src/loud.ts": `export const loud = (s: string): string => s.toUpperCase();`,
        "src/later.ts": `export * from "@/deep";`,
        "src/deep/index.ts": `export const later = (s: string): string => s + "!";`,
        "assay.config.ts": config(`import { shout } from "@/lib/shout";`, "await shout('a')"),
      }),
    ).toBe("A!");
  });

  test("has those of the project that includes the file first, also through another solution", async () => {
    expect(
      await load({
        "tsconfig.json": solution("./all"),
        "all/tsconfig.json": solution("../client", "../tsconfig.server.json", ".."),
        "client/tsconfig.json": `{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }`,
        "tsconfig.server.json": `{ "compilerOptions": { "paths": { "@/*": ["./server/*"] } }, "include": ["server", "assay.config.ts"] }`,
        "client/who.ts": `export const who = "client"; export { who as again } from "@/other";`,
        "client/other.ts": `export const who = "of the client";`,
        "server/who.ts": `export const who = "server";`,
        "assay.config.ts": config(
          `import { who } from "@/who"; import { again } from "./client/who.js";`,
          "[who, again].join()",
        ),
      }),
    ).toBe("server,of the client");
  });
});

test("baseUrl alone makes imports relative to it", async () => {
  expect(
    await load({
      "tsconfig.json": `{ "compilerOptions": { "baseUrl": "src" } }`,
      "src/lib/shout.ts": `export const shout = "base";`,
      "assay.config.ts": config(`import { shout } from "lib/shout";`, "shout"),
    }),
  ).toBe("base");
});

describe("a module that is not found", () => {
  const refusal = async (files: Readonly<Record<string, string>>): Promise<string> =>
    load(files).then(
      () => "",
      (error: Error) => error.message.replaceAll(folder.path, "ROOT"),
    );
  const endings = "as it stands and with .js, .mjs, .cjs, .ts, .mts, .cts, .tsx, .json or /index of these";

  test("is told with the importing file, its line and where it was looked for", async () => {
    expect(
      await refusal({
        "assay.config.ts": config(`import "./src/a";`, "''"),
        "src/a.ts": `\nimport "./missing";`,
      }),
    ).toBe(
      `The configuration ROOT/assay.config.ts cannot be loaded: src/a.ts:2 imports "./missing", which is not found. Tried: src/missing (${endings}).`,
    );
  });

  test("by paths names the targets that were tried", async () => {
    expect(
      await refusal({
        "tsconfig.json": `{ "compilerOptions": { "paths": { "@/*": ["./src/*", "./lib/*"] } } }`,
        "assay.config.ts": config(`import "@/missing";`, "''"),
      }),
    ).toBe(
      `The configuration ROOT/assay.config.ts cannot be loaded: assay.config.ts:1 imports "@/missing", which is not found. Tried: src/missing (by paths of tsconfig.json, ${endings}); lib/missing (by paths of tsconfig.json, ${endings}); node_modules/@/missing (and every node_modules above).`,
    );
  });

  test("by paths of a referenced project names that project", async () => {
    expect(
      await refusal({
        "tsconfig.json": `{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }`,
        "tsconfig.app.json": `{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }`,
        "assay.config.ts": config(`import "@/missing";`, "''"),
      }),
    ).toBe(
      `The configuration ROOT/assay.config.ts cannot be loaded: assay.config.ts:1 imports "@/missing", which is not found. Tried: src/missing (by paths of tsconfig.app.json, ${endings}); node_modules/@/missing (and every node_modules above).`,
    );
  });

  test("that looks like a path of the project says what would map it", async () => {
    expect(await refusal({ "assay.config.ts": config(`import "@/missing";`, "''") })).toBe(
      `The configuration ROOT/assay.config.ts cannot be loaded: assay.config.ts:1 imports "@/missing", which is not found. Tried: node_modules/@/missing (and every node_modules above). If it is a path of the project, it needs "paths" in a tsconfig.json: no tsconfig.json is above the file.`,
    );
  });

  test("that is a package says how to install it", async () => {
    expect(await refusal({ "assay.config.ts": config(`import "@no-such/package/part";`, "''") })).toBe(
      `The configuration ROOT/assay.config.ts cannot be loaded: assay.config.ts:1 imports "@no-such/package/part", which is not found. Tried: node_modules/@no-such/package/part (and every node_modules above). If it is a package, install it: npm install @no-such/package`,
    );
  });
});
