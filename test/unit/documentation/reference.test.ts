import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Command } from "commander";
import { createProgram } from "../../../src/cli/program.js";
import type { Store } from "../../../src/domain/store.js";
import * as assay from "../../../src/index.js";
import { createApp } from "../../../src/server/create-app.js";
import { ROUTES } from "../../../src/server/routes.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const pages = readdirSync(join(root, "docs/reference"));
const read = (page: string) => readFileSync(join(root, "docs/reference", page), "utf8");
const headings = (text: string) => [...text.matchAll(/^##+ `([\w.]+)`$/gm)].map(([, name = ""]) => name);

/** Runs the generator in a checkout, without writing. */
function check(folder: string): { readonly status: number | null; readonly stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/reference.mjs", "--check"], {
    cwd: folder,
    encoding: "utf8",
  });
  return { status, stderr };
}

const leaves = (command: Command): readonly Command[] =>
  command.commands.flatMap((child) => (child.commands.length > 0 ? leaves(child) : [child]));

describe("docs/reference", () => {
  test("is what the sources say; npm run reference writes it anew", () => {
    expect(check(root)).toEqual({ status: 0, stderr: "" });
  });

  test("has a section for all that the package exports", () => {
    const sections = new Set(pages.flatMap((page) => headings(read(page))));
    const types = [
      ...readFileSync(join(root, "src/index.ts"), "utf8").matchAll(/\btype (\w+)|export type \{([^}]*)\}/g),
    ].flatMap(([, one, several]) => (one ?? several ?? "").split(",").map((name) => name.trim()));
    const names = [...Object.keys(assay), ...types.filter((name) => name !== "")];
    expect(names.length).toBeGreaterThan(70);
    expect(names.filter((name) => !sections.has(name))).toEqual([]);
  });

  test("has every method of the client that is not internal", () => {
    const rooms = readdirSync(join(root, "src/client")).map((file) => join("client", file));
    const source = ["client.ts", ...rooms]
      .map((file) => readFileSync(join(root, "src", file), "utf8"))
      .join();
    const methods = namesOf(assay.AssayClient.prototype).filter(
      (name) =>
        name !== "constructor" &&
        !source.includes(`@internal\n   */\n  async ${name}(`) &&
        !source.includes(`  protected get ${name}(`) &&
        !source.includes(`  protected async ${name}(`),
    );
    expect(methods.length).toBeGreaterThan(15);
    expect(methods.filter((name) => !headings(read("client.md")).includes(name))).toEqual([]);
  });

  test("has every command with every option that its help shows", () => {
    const text = read("commands.md");
    const commands = leaves(createProgram(""));
    expect(commands.length).toBeGreaterThan(20);
    for (const command of commands) {
      const [, section = ""] = text.split(`## \`${pathOf(command)}`);
      const own = section.split("\n## ")[0] ?? "";
      const options = command.options.filter(
        ({ long, hidden }) => !hidden && !["--json", "--config", "--verbose"].includes(long ?? ""),
      );
      for (const { flags, description } of options) {
        expect(own).toContain(`| \`${flags}\` |`);
        expect({ flags, description }).not.toEqual({ flags, description: "" });
      }
    }
  });

  test("has every route that the server answers", () => {
    expect(ROUTES.length).toBeGreaterThan(7);
    const app = createApp({} as Store, {
      readHealth: () => Promise.reject(new Error()),
      onError: () => undefined,
    });
    const served = app.routes.filter(({ method }) => method !== "ALL").map(({ path }) => path);
    expect(served).toEqual(ROUTES.map(({ path }) => path));
    for (const path of served) expect(read("http.md")).toContain(`| \`GET ${path}\` |`);
  });
});

/** The names of a class's methods, those of the classes that it extends included. */
function namesOf(prototype: object): readonly string[] {
  const base: unknown = Object.getPrototypeOf(prototype);
  const inherited = base === null || base === Object.prototype ? [] : namesOf(base as object);
  return [...Object.getOwnPropertyNames(prototype), ...inherited];
}

const pathOf = (command: Command): string =>
  command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;

describe("what is not documented fails the generator", () => {
  let copy = "";
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), "assay-reference-"));
    for (const part of [
      ...["src", "scripts", "docs/reference", "docs/comparison-report.schema.json"],
      ...["package.json", "tsconfig.json"],
    ])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  test("an option, a method and an export without a docstring, and an export on no page", () => {
    const edit = (file: string, from: string, to: string) => {
      const path = join(copy, file);
      const source = readFileSync(path, "utf8");
      expect(source).toContain(from);
      writeFileSync(path, source.replace(from, to));
    };
    edit(
      "src/evaluators/text/contains.ts",
      "z.strictObject({",
      "z.strictObject({ planted: z.string().optional(),",
    );
    edit(
      "src/client/connected-project.ts",
      "  /** Closes the store",
      "  async planted(): Promise<void> {}\n  /** Closes the store",
    );
    edit("src/index.ts", "export {", 'export { counted } from "./formatting/counted.js";\nexport {');
    expect(check(copy)).toEqual({
      status: 1,
      stderr:
        "reference: counted is exported and on no page of scripts/reference/pages.mjs\n" +
        "reference: evaluators.md: ContainsOptions.planted has no docstring\n" +
        "reference: client.md: AssayClient#planted has no docstring\n",
    });
  });
});
