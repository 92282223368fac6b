import { readFile } from "node:fs/promises";
import { z } from "zod";
import {
  BaselineFileEditedError,
  BaselineFileInvalidError,
  BaselineFileTooNewError,
} from "../domain/baseline/baseline-errors.js";
import {
  BASELINE_FORMAT,
  BASELINE_FORMAT_VERSION,
  type BaselineFile,
  BaselineHeader,
  BaselineItemLine,
} from "../domain/baseline/baseline-file.js";
import type { MeasuredItem } from "../domain/baseline/measurement.js";
import { isJsonObject } from "../domain/json/json.js";
import { baselineHash } from "./baseline-hash.js";
import { CONFLICT_MARK } from "./conflict-mark.js";
import { decodeText } from "./decode-text.js";
import { FileContentInvalidError } from "./file-content-invalid-error.js";

/**
 * Reads a baseline file whole, and refuses one that is not as it was written.
 *
 * @throws BaselineFileInvalidError when it is not there, is no baseline file, or has an item twice.
 * @throws BaselineFileTooNewError when a newer Assay wrote it.
 * @throws BaselineFileEditedError when its hash does not fit what it says.
 */
export async function readBaselineFile(file: string): Promise<BaselineFile> {
  const [first, ...rest] = await readLines(file);
  const given = parseLine(file, first ?? "", 1);
  const header = readHeader(file, given);
  const { repetitions } = header;
  const lines = rest.map((text, index) => {
    const parsed = BaselineItemLine.safeParse(parseLine(file, text, index + 2));
    if (parsed.success) return parsed.data;
    throw new BaselineFileInvalidError(file, `line ${index + 2}`, z.prettifyError(parsed.error));
  });
  requireDistinct(file, lines);
  const hash = baselineHash(given as object, lines);
  if (hash !== header.hash) throw new BaselineFileEditedError(file, { found: hash, stated: header.hash });
  const items = lines.map((line) => toItem(line, repetitions));
  return { header, measurement: { repetitions, metrics: header.metrics, items } };
}

async function readLines(file: string): Promise<readonly string[]> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const isAbsent = error.code === "ENOENT";
    throw new BaselineFileInvalidError(
      file,
      "",
      isAbsent ? `it does not exist. Write it with: assay baseline export ${file}` : error.message,
    );
  });
  try {
    return decodeText(bytes, null).trimEnd().split(/\r?\n/);
  } catch (error) {
    if (!(error instanceof FileContentInvalidError)) throw error;
    throw new BaselineFileInvalidError(file, error.place, error.problem);
  }
}

function parseLine(file: string, text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (text === "" && line === 1) throw new BaselineFileInvalidError(file, "", "it is empty");
    const problem = CONFLICT_MARK.test(text)
      ? `a conflict of a merge is not resolved. Take one side whole, or export the baseline again: assay baseline export ${file}`
      : "it is not JSON";
    throw new BaselineFileInvalidError(file, `line ${line}`, problem);
  }
}

function readHeader(file: string, given: unknown): BaselineHeader {
  const { format = null, version = null } = isJsonObject(given) ? given : {};
  if (format !== BASELINE_FORMAT)
    throw new BaselineFileInvalidError(
      file,
      "line 1",
      `it is not the first line of a baseline file, which says "format":"${BASELINE_FORMAT}"`,
    );
  if (typeof version === "number" && version > BASELINE_FORMAT_VERSION)
    throw new BaselineFileTooNewError(file, { version, newest: BASELINE_FORMAT_VERSION });
  const parsed = BaselineHeader.safeParse(given);
  if (!parsed.success) throw new BaselineFileInvalidError(file, "line 1", z.prettifyError(parsed.error));
  return parsed.data;
}

function requireDistinct(file: string, lines: readonly BaselineItemLine[]): void {
  const places = new Map<string, number>();
  for (const [index, { id }] of lines.entries()) {
    const before = places.get(id);
    if (before !== undefined)
      throw new BaselineFileInvalidError(
        file,
        `line ${index + 2}`,
        `it has item "${id}" again, after line ${before}`,
      );
    places.set(id, index + 2);
  }
}

function toItem(
  { id, content, runs, failed = 0, scores }: BaselineItemLine,
  repetitions: number,
): MeasuredItem {
  const values = new Map(Object.entries(scores).map(([name, given]) => [name, [given].flat()]));
  return { id, content, runs: runs ?? repetitions, failed, values };
}
