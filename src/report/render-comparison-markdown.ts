import type { ComparisonReport } from "../domain/comparison/comparison-report.js";
import { counted } from "../formatting/counted.js";
import { detailLines, detailTables } from "./comparison-details.js";
import { differencesTable, figuresTable, namedLines, reasonLines } from "./comparison-tables.js";
import { intervalBars } from "./interval-bars.js";
import { markdownTable, tableOf } from "./markdown-table.js";
import { markdownText } from "./markdown-text.js";
import type { ReportTable } from "./report-table.js";

/** A comparison for pull requests: the sentence and the differences, everything else folded away. */
export function renderComparisonMarkdown(report: ComparisonReport): string {
  const dataset = `${markdownText(report.datasetName)} as of ${markdownText(report.datasetVersion)}`;
  return [
    `**${markdownText(report.winner.sentence)}**`,
    "",
    `Dataset ${dataset}, ${counted(report.itemCount, "item")}, paired by item.`,
    "",
    markdownTable(differencesTable(report)),
    "",
    ...report.warnings.map((warning) => `- ⚠ ${markdownText(warning)}`),
    "",
    "<details><summary>Figures, reasons, details</summary>",
    "",
    ...titled(figuresTable(report)),
    ...intervalBars(report).flatMap((table) => [markdownBars(table), ""]),
    ...[...reasonLines(report), ...namedLines(report), ...detailLines(report)].map(
      (line) => `- ${markdownText(line)}`,
    ),
    "",
    ...detailTables(report).flatMap(titled),
    "</details>",
  ].join("\n");
}

function titled(table: ReportTable): string[] {
  return [`**${markdownText(table.title ?? "")}**`, "", markdownTable(table), ""];
}

/** Bars and their scale as code, in letters of one width; they hold no text of others. */
function markdownBars({ head, rows }: ReportTable): string {
  return tableOf(
    [head, ...rows].map(([name = "", bar = ""]) => [
      markdownText(name),
      `\`${bar.replaceAll(" ", "\u00a0")}\``,
    ]),
  );
}
