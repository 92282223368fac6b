import Table from "cli-table3";
import type { ComparisonReport } from "../domain/comparison.js";
import { detailLines, detailsTable, pairsTable, slicesTable } from "./comparison-details.js";
import { differencesTable, figuresTable, type ReportTable, reasonLines } from "./comparison-tables.js";
import { printableLine } from "./printable-text.js";

/** A comparison for the terminal. Plain text: no colours, so that it can be piped and pasted. */
export function renderComparisonText(
  report: ComparisonReport,
  { details = false }: { readonly details?: boolean } = {},
): string {
  return [
    `Dataset ${report.datasetName} as of ${report.datasetVersion}, ${report.itemCount} items, paired by item`,
    renderTable(figuresTable(report)),
    renderTable(differencesTable(report)),
    ...reasonLines(report),
    ...(details ? detailTables(report).map(renderTable) : []),
    ...(details || report.sequential !== null ? detailLines(report) : []),
    ...report.warnings.map((warning) => `warning: ${warning}`),
    `Verdict: ${report.winner.sentence}`,
  ].join("\n");
}

/** A comparison for pull requests: the sentence and the differences, everything else folded away. */
export function renderComparisonMarkdown(report: ComparisonReport): string {
  return [
    `**${inline(report.winner.sentence)}**`,
    "",
    `Dataset \`${inline(report.datasetName)}\` as of ${report.datasetVersion}, ${report.itemCount} items, paired by item.`,
    "",
    markdownTable(differencesTable(report)),
    "",
    ...report.warnings.map((warning) => `- ⚠ ${inline(warning)}`),
    "",
    "<details><summary>Figures, reasons, details</summary>",
    "",
    markdownTable(figuresTable(report)),
    "",
    ...reasonLines(report).map((line) => `- ${inline(line)}`),
    ...detailLines(report).map((line) => `- ${inline(line)}`),
    "",
    ...detailTables(report).flatMap((table) => [markdownTable(table), ""]),
    "</details>",
  ].join("\n");
}

/** A table with borders, for the terminal. */
export function renderTable({ head, rows }: ReportTable): string {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  table.push(...rows.map((row) => row.map(printableLine)));
  return table.toString();
}

function markdownTable({ head, rows }: ReportTable): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => inline(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function detailTables(report: ComparisonReport): ReportTable[] {
  return [detailsTable(report), pairsTable(report), slicesTable(report)].filter((table) => table !== null);
}

/** Text of others inside Markdown: no tags, links, images or control characters. */
function inline(text: string): string {
  const shown = printableLine(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return shown.replaceAll("](", "]\\(").replaceAll("![", "!\\[");
}
