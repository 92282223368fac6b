import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import ts from "typescript";
import * as assay from "../../../src/index.js";
import { type CodeBlock, listCodeBlocks, listDocuments } from "../../support/documents.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
// What the reference shows are signatures, made from the sources.
const blocks = listDocuments()
  .filter(({ file }) => !file.startsWith("docs/reference/"))
  .flatMap(listCodeBlocks);
const typescript = blocks.filter(({ language }) => language === "ts");

/** What readers put there themselves, or import from Node.js. */
const PLACEHOLDERS =
  'import { fileURLToPath } from "node:url"; declare const aes: import("@temporalio/common").PayloadCodec;\n';
/** An experiment that a fragment of one is laid over. */
const EXPERIMENT = '{ name: "e", dataset: "d", pipeline: "p", variants: { a: {} }, evaluators: [] }';
const OF_CONFIGURATION = /^(include|datasets|pipelines|evaluators|experiments|demo|models|temporal|files):/;

/** A block as a module: fragments of a configuration get what stands around them, names of the package their import. */
function toModule({ code }: CodeBlock): string {
  const whole = OF_CONFIGURATION.test(code)
    ? `defineConfig({\n${code}});`
    : /^\w+:/.test(code)
      ? `defineExperiment({ ...${EXPERIMENT},\n${code}});`
      : code;
  const isUsed = (name: string) => new RegExp(`\\b${name}\\b`).test(whole);
  const isImported = (name: string) => new RegExp(`import[^;]*\\b${name}\\b[^;]*from`).test(whole);
  const names = Object.keys(assay).filter((name) => isUsed(name) && !isImported(name));
  const prelude = [
    ...(names.length > 0 ? [`import { ${names.join(", ")} } from "assay";`] : []),
    ...(isUsed("z") && !isImported("z") ? ['import { z } from "zod";'] : []),
    PLACEHOLDERS,
  ];
  return `${prelude.join(" ")}${whole}\nexport {};\n`;
}

/** Errors of the blocks by place, type-checked against the sources. */
function typeCheck(given: readonly CodeBlock[]): readonly string[] {
  const modules = new Map(
    given.map((block, index) => [join(root, "docs", `block-${index}.ts`), { block, text: toModule(block) }]),
  );
  const { config } = ts.readConfigFile(join(root, "tsconfig.all.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const settings = { ...options, noEmit: true, incremental: false };
  delete settings.tsBuildInfoFile;
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => modules.has(file) || fileExists(file);
  host.readFile = (file) => modules.get(file)?.text ?? readFile(file);
  host.getSourceFile = (file, options, ...rest) => {
    const text = modules.get(file)?.text;
    return text === undefined
      ? getSourceFile(file, options, ...rest)
      : ts.createSourceFile(file, text, options, true);
  };
  const program = ts.createProgram([...modules.keys()], settings, host);
  return [...modules].flatMap(([path, { block }]) => {
    const source = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) =>
        `${block.file}:${block.line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`,
    );
  });
}

describe("code blocks", () => {
  test("in TypeScript fit the types of the package", () => {
    expect(typescript.length).toBeGreaterThan(12);
    const planted = {
      file: "planted",
      line: 1,
      language: "ts",
      code: "limits: { concurency: 3 },\n",
    };
    expect(typeCheck([...typescript, planted])).toEqual([
      expect.stringMatching(/^planted:1: .*'concurency' does not exist in type .*'concurrency'\?$/),
    ]);
  });

  test("in JSON are JSON", () => {
    const json = blocks.filter(({ language }) => language === "json");
    expect(json).not.toEqual([]);
    for (const { code } of json) expect(() => JSON.parse(code)).not.toThrow();
  });

  test("are of languages that a test knows", () => {
    expect([...new Set(blocks.map(({ language }) => language))].sort()).toEqual([
      // Changes are made by worked-example.test.ts.
      ...["", "diff", "json", "sh", "text", "ts"],
    ]);
  });
});
