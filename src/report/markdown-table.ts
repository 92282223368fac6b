import { markdownText } from "./markdown-text.js";
import type { ReportTable } from "./report-table.js";

/** A table in Markdown; its cells are text of others and act on nothing. */
export function markdownTable({ head, rows }: ReportTable): string {
  return tableOf([head, ...rows].map((row) => row.map(markdownText)));
}

/** The same of cells that are Markdown already. */
export function tableOf([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
