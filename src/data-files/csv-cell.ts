/** The column of an export that says how to read the cells of its row that are more than the text they show. */
export const MARKS_COLUMN = "assay_cells";

/** `json`: the cell is JSON. `guarded`: a ' stands before the text, so that no spreadsheet runs it as a formula. */
type Mark = "json" | "guarded";

/** A cell as it is written. */
export interface WrittenCell {
  readonly text: string;
  readonly mark: Mark | null;
}

/** How a column's values are written. */
export interface CellStyle {
  /** Its values may be of any type, which must be found again: all but text is marked as JSON. */
  readonly isTyped: boolean;
  /** False: text that looks like a formula stands as it is. */
  readonly isGuarded: boolean;
}

/** What spreadsheets take for the beginning of a formula, full-width forms included. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** What a file of text or its readers would lose: control characters but tab and line ends, halves of surrogate pairs. */
const UNWRITABLE = /(?![\t\n\r])[\p{Cc}\p{Cs}]/u;

/** A value as a cell; null and undefined are empty. */
export function writeCell(value: unknown, { isTyped, isGuarded }: CellStyle): WrittenCell {
  if (value === null || value === undefined) return { text: "", mark: null };
  if (typeof value !== "string")
    return {
      text: typeof value === "number" ? String(value) : JSON.stringify(value),
      mark: isTyped ? "json" : null,
    };
  if ((value === "" && isTyped) || UNWRITABLE.test(value))
    return { text: JSON.stringify(value), mark: "json" };
  return isGuarded && FORMULA.test(value)
    ? { text: `'${value}`, mark: "guarded" }
    : { text: value, mark: null };
}

/** The marks of a row as its cell in `MARKS_COLUMN`. */
export function writeMarks(
  cells: readonly (Pick<WrittenCell, "mark"> & { readonly column: string })[],
): string {
  return cells
    .flatMap(({ column, mark }) => (mark === null ? [] : [`${nameInMarks(column)}=${mark}`]))
    .join(" ");
}

/** The mark of a column in such a cell. */
export function readMark(marks: string, column: string): Mark | null {
  const words = marks.split(/\s+/);
  const name = nameInMarks(column);
  return (["json", "guarded"] as const).find((mark) => words.includes(`${name}=${mark}`)) ?? null;
}

/** The text that was guarded. */
export function unguarded(text: string): string {
  return text.startsWith("'") ? text.slice(1) : text;
}

/** Without spaces and equals signs, which part the marks. */
function nameInMarks(column: string): string {
  return encodeURIComponent(column.replace(/\p{Cs}/gu, "\ufffd"));
}
