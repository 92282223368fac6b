import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A Markdown file of the repository, by its path from the root. */
export interface Document {
  readonly file: string;
  readonly text: string;
}

/** A code block with the line on which it begins. */
export interface CodeBlock {
  readonly file: string;
  readonly line: number;
  readonly language: string;
  readonly code: string;
}

const FOLDERS = [".", "docs", "docs/adr", "docs/reference", "bench", "examples/*"];

/** All that is written for readers. */
export function listDocuments(): readonly Document[] {
  const folders = FOLDERS.flatMap((folder) =>
    folder.endsWith("/*")
      ? readdirSync(join(root, folder.slice(0, -2))).map((name) => join(folder.slice(0, -2), name))
      : [folder],
  );
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => {
        const file = join(folder, name);
        return { file, text: readFileSync(join(root, file), "utf8") };
      }),
  );
}

/** The fenced code blocks of a document. */
export function listCodeBlocks({ file, text }: Document): readonly CodeBlock[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    file,
    line: text.slice(0, match.index).split("\n").length,
    language: match[1] ?? "",
    code: match[2] ?? "",
  }));
}
