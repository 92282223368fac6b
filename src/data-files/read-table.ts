import { CsvError, type Options, parse } from "csv-parse/sync";
import { CONFLICT_MARK } from "./conflict-mark.js";
import { FileContentInvalidError } from "./file-content-invalid-error.js";

/** A row with the line it begins on, counted from 1. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A table with one name per column. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
}

const DELIMITERS = [",", ";", "\t", "|"] as const;
/** Rows that a delimiter is judged by. */
const SAMPLED_ROWS = 50;

interface ParsedRow {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

const DOUBLED = 'within a quoted cell a quote is written twice ("")';
/** What is wrong with a row, in the words of who has to mend it. */
const PROBLEMS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: `the row begins a quoted cell that is never closed; ${DOUBLED}`,
  CSV_INVALID_CLOSING_QUOTE: `there is text after the closing quote of a cell; ${DOUBLED}`,
  INVALID_OPENING_QUOTE: `a quote stands in a cell that does not begin with one; put the whole cell into quotes, and ${DOUBLED}`,
};

/**
 * Reads CSV whose delimiter is a comma, semicolon, tab or bar, whichever the header and the first rows agree on; a first
 * line `sep=;`, as Excel writes it, decides. Cells are taken as they are, except that where the header has spaces around
 * its names, those around unquoted cells are dropped too. Rows and columns without any content are no rows and columns;
 * a column with content and without a name is `column 1`, by its place.
 *
 * @throws FileContentInvalidError with the line.
 */
export function readTable(text: string): Table {
  const [separator = "", given] = /^"?sep=([^\r\n])"?(?:\r\n|\n|\r)/i.exec(text) ?? [];
  const content = text.slice(separator.length);
  const delimiter = given ?? findDelimiter(content);
  const linesBefore = separator === "" ? 0 : 1;
  const parsed = parseRows(content, { delimiter, linesBefore });
  const [first, ...others] = isPadded(parsed[0]?.cells ?? [])
    ? parseRows(content, { delimiter, linesBefore, trim: true })
    : parsed;
  if (first === undefined) return { header: [], rows: [] };
  const rows = others.filter(({ cells }) => cells.some((cell) => cell !== ""));
  for (const row of rows) checkWidth(row, { columns: first.cells.length, delimiter });
  return withoutEmptyColumns(first, rows);
}

function parseRows(
  text: string,
  options: Options & { readonly delimiter: string; readonly linesBefore?: number },
): TableRow[] {
  const { linesBefore = 0, ...given } = options;
  let readLines = 0;
  try {
    const settings: Options = {
      ...given,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      record_delimiter: ["\r\n", "\n", "\r"],
      on_record: (row) => {
        readLines = (row as unknown as ParsedRow).info.lines;
        return row;
      },
    };
    const rows = parse(text, settings) as unknown as ParsedRow[];
    return rows.map(({ record, info }) => ({
      line: info.lines + linesBefore - record.reduce((sum, cell) => sum + countBreaks(cell), 0),
      cells: record,
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser names the line where it gave up, which for a quote that is never closed is the last one of the file.
    throw new FileContentInvalidError(
      `line ${readLines + 1 + linesBefore}`,
      PROBLEMS[error.code] ?? error.message,
    );
  }
}

/** The delimiter that gives the header most columns, those first with which the rows have as many. */
function findDelimiter(text: string): string {
  const candidates = DELIMITERS.flatMap((delimiter) => {
    const widths = sampleWidths(text, delimiter);
    const [columns = 0] = widths;
    return columns < 2 ? [] : [{ delimiter, columns, agrees: widths.every((width) => width === columns) }];
  });
  candidates.sort((one, other) => Number(other.agrees) - Number(one.agrees) || other.columns - one.columns);
  return candidates[0]?.delimiter ?? ",";
}

/** Cells per row; none when the text cannot be read with this delimiter. */
function sampleWidths(text: string, delimiter: string): readonly number[] {
  try {
    return parseRows(text, { delimiter, to: SAMPLED_ROWS }).map(({ cells }) => cells.length);
  } catch (error) {
    if (error instanceof FileContentInvalidError) return [];
    throw error;
  }
}

function isPadded(header: readonly string[]): boolean {
  return header.some((name) => name !== name.trim());
}

function checkWidth(
  { line, cells }: TableRow,
  { columns, delimiter }: { readonly columns: number; readonly delimiter: string },
): void {
  if (cells.length === columns) return;
  if (CONFLICT_MARK.test(cells[0] ?? ""))
    throw new FileContentInvalidError(`line ${line}`, "a conflict of a merge is not resolved (<<<<<<<)");
  const has = cells.length === 1 ? "1 cell" : `${cells.length} cells`;
  const shown = delimiter === "\t" ? "a tab" : `"${delimiter}"`;
  const advice = cells.length < columns ? "" : `; a cell with ${shown} in it has to be in quotes`;
  throw new FileContentInvalidError(
    `line ${line}`,
    `the row has ${has}, but the header has ${columns}${advice}`,
  );
}

function withoutEmptyColumns(first: TableRow, rows: readonly TableRow[]): Table {
  const kept = first.cells.flatMap((name, index) => {
    if (name !== "") return [index];
    return rows.some(({ cells }) => cells[index] !== "") ? [index] : [];
  });
  // Without a name stands, above all, the index that pandas writes.
  const header = kept.map((index) => first.cells[index] || `column ${index + 1}`);
  const twice = header.find((name, index) => header.indexOf(name) < index);
  // Of two columns of one name the first would be lost.
  if (twice !== undefined)
    throw new FileContentInvalidError(`line ${first.line}`, `there are two columns "${twice}"`);
  return {
    header,
    rows: rows.map(({ line, cells }) => ({ line, cells: kept.map((index) => cells[index] as string) })),
  };
}

function countBreaks(cell: string): number {
  return cell.match(/\r\n|\n|\r/g)?.length ?? 0;
}
