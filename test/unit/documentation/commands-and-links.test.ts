import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import type { Command } from "commander";
import { createProgram } from "../../../src/cli/program.js";
import { type Document, listDocuments } from "../../support/documents.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const documents = listDocuments();
const program = createProgram("");

/** `assay …` in code, up to what ends a command in a shell or a span; with continued lines joined. */
const COMMAND = /(?:^|[`\s(])(?:npx |node bin\/)?assay(?:\.mjs)? ((?:[a-z-]+)(?: [^`\n#|;]*)?)/g;

interface Written {
  readonly file: string;
  readonly words: readonly string[];
}

function commandsIn({ file, text }: Document): readonly Written[] {
  const code = [...text.matchAll(/^```(?:sh|text)?\n([\s\S]*?)^```$|`([^`\n]+)`/gm)].map(
    ([, block, span]) => block ?? span ?? "",
  );
  return code
    .flatMap((part) => [...part.matchAll(COMMAND)])
    .map(([, words = ""]) => ({ file, words: words.trim().split(/\s+/) }));
}

/** What is wrong with a command as it is written; null when nothing is. */
function problemOf({ words }: Written): string | null {
  let command: Command = program;
  for (const word of words) {
    const child: Command | undefined = command.commands.find((one) => one.name() === word);
    if (child === undefined) break;
    command = child;
  }
  if (command === program) return words[0]?.startsWith("--") === true ? null : `no command "${words[0]}"`;
  const known = command.options.flatMap(({ long, short }) => [long, short]);
  const unknown = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/[=\]].*$/, ""));
  const [first] = unknown.filter((option) => option !== "--help" && !known.includes(option));
  return first === undefined ? null : `${command.name()} has no option ${first}`;
}

describe("commands", () => {
  const written = documents.flatMap(commandsIn);

  test("in documents are known, with their options", () => {
    expect(written.length).toBeGreaterThan(60);
    const wrong = written.flatMap((one) => {
      const problem = problemOf(one);
      return problem === null ? [] : [`${one.file}: assay ${one.words.join(" ")}: ${problem}`];
    });
    expect(wrong).toEqual([]);
  });

  test("that do not exist are found", () => {
    const file = "planted.md";
    const text = "`assay rnu x` and `assay run x --repetitons 3`";
    expect(commandsIn({ file, text }).map(problemOf)).toEqual([
      'no command "rnu"',
      "run has no option --repetitons",
    ]);
  });

  test("of npm are scripts", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const named = documents.flatMap(({ file, text }) =>
      [...text.matchAll(/npm run ([a-z:-]+)/g)].map(([, script = ""]) => ({ file, script })),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(({ script }) => scripts[script] === undefined)).toEqual([]);
  });
});

describe("links", () => {
  test("lead to files and headings that are there", () => {
    const links = documents.flatMap(({ file, text }) =>
      [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, path = "", anchor]) => ({
        file,
        path,
        anchor,
      })),
    );
    expect(links.length).toBeGreaterThan(50);
    const broken = links.filter(({ file, path, anchor }) => {
      const target = path === "" ? file : join(dirname(file), path);
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(target).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  test("scripts, tests and sources that documents name are there", () => {
    const named = documents.flatMap(({ file, text }) =>
      [
        ...text.matchAll(
          /`(?:node )?((?:src|test|bench|scripts|docker|bin)\/[\w./-]+\.(?:ts|mjs|py|json|sh))/g,
        ),
      ].map(([, path = ""]) => ({ file, path })),
    );
    expect(named.length).toBeGreaterThan(30);
    const isPlaceholder = (path: string) => /\/NAME\./.test(path);
    expect(named.filter(({ path }) => !isPlaceholder(path) && !existsSync(join(root, path)))).toEqual([]);
  });
});

/** Anchors as GitHub makes them of headings. */
function anchorsOf(target: string): ReadonlySet<string> {
  const text = readFileSync(join(root, target), "utf8");
  return new Set(
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}
