import { extname } from "node:path";

const FORMATS: Readonly<Record<string, string>> = {
  ".csv": "csv",
  ".htm": "html",
  ".html": "html",
  ".json": "json",
  ".jsonl": "jsonl",
  ".markdown": "markdown",
  ".md": "markdown",
  ".ndjson": "jsonl",
};

/** The format that a file's ending names, if it is one of those allowed; undefined otherwise, and without a file. */
export function formatOfFile<Format extends string>(
  file: string | undefined,
  allowed: readonly Format[],
): Format | undefined {
  const named = FORMATS[extname(file ?? "").toLowerCase()];
  return allowed.find((format) => format === named);
}
