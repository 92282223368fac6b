import Table from "cli-table3";
import type { ComparisonReport } from "../domain/comparison.js";
import { differencesTable, figuresTable, type ReportTable } from "./comparison-tables.js";
import { printableLine } from "./printable-text.js";

/** A comparison for the terminal. Plain text: no colours, so that it can be piped and pasted. */
export function renderComparisonText(report: ComparisonReport): string {
  return [
    `Dataset ${report.datasetName} as of ${report.datasetVersion}, ${report.itemCount} items, paired by item`,
    renderTable(figuresTable(report)),
    renderTable(differencesTable(report)),
    ...reasons(report),
    ...report.warnings.map((warning) => `warning: ${warning}`),
    `Verdict: ${report.winner.sentence}`,
  ].join("\n");
}

/** A comparison for pull requests. */
export function renderComparisonMarkdown(report: ComparisonReport): string {
  return [
    `**${report.winner.sentence}**`,
    "",
    `Dataset \`${report.datasetName}\` as of ${report.datasetVersion}, ${report.itemCount} items, paired by item.`,
    "",
    markdownTable(figuresTable(report)),
    "",
    markdownTable(differencesTable(report)),
    "",
    ...reasons(report).map((line) => `- ${line}`),
    ...report.warnings.map((warning) => `- ⚠ ${warning}`),
  ].join("\n");
}

/** A table with borders, for the terminal. */
export function renderTable({ head, rows }: ReportTable): string {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  table.push(...rows.map((row) => row.map(printableLine)));
  return table.toString();
}

function reasons(report: ComparisonReport): string[] {
  const variant = (id: string): string =>
    report.experiments.find((experiment) => experiment.id === id)?.variant ?? id;
  return report.differences.map(
    ({ candidateId, metric, verdict, reason }) =>
      `${variant(candidateId)} on ${metric}: ${verdict.replace("_", " ")}, ${reason}`,
  );
}

function markdownTable({ head, rows }: ReportTable): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => printableLine(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
