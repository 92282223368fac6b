import { counted } from "../../formatting/counted.js";
import type { CommandContext } from "../command-context.js";
import { formatOfFile } from "./format-of-file.js";
import { type RowOutput, writeRows } from "./write-rows.js";

/**
 * Rows as the result of a command: to stdout in the format asked for (with --json one array), or to the file of
 * --output, whose ending decides where --format does not, and then the command prints what it wrote.
 */
export async function printRows(
  context: CommandContext,
  rows: AsyncIterable<Readonly<Record<string, unknown>>>,
  options: {
    readonly format?: "csv" | "jsonl";
    readonly preferred: "csv" | "jsonl";
    readonly output?: string;
    readonly raw?: boolean;
  } & Pick<RowOutput, "columns" | "typed">,
): Promise<void> {
  const { output: file, columns, typed, raw } = options;
  const toStdout = file === undefined;
  const format: RowOutput["format"] =
    toStdout && context.options.json === true
      ? "json"
      : (options.format ?? formatOfFile(file, ["csv", "jsonl", "json"]) ?? options.preferred);
  const count = await writeRows(rows, { format, columns, typed, raw, file });
  if (!toStdout) context.print({ file, format, rows: count }, `${file}: ${counted(count, "row")}`);
}
