import type { ComparisonReport } from "../domain/comparison/comparison-report.js";
import { counted } from "../formatting/counted.js";
import { briefReasonLines, isWithoutFindings, meansTable } from "./brief-comparison.js";
import { detailLines, detailTables } from "./comparison-details.js";
import { differencesTable, figuresTable, namedLines, reasonLines } from "./comparison-tables.js";
import { intervalBars } from "./interval-bars.js";
import { renderTable, TERMINAL_WIDTH, type TextOptions } from "./render-table.js";
import type { ReportTable } from "./report-table.js";

/**
 * A comparison for the terminal; one whose tables could show nothing is short unless `details` are asked for. Plain text:
 * no colours, so that it can be piped and pasted.
 */
export function renderComparisonText(
  report: ComparisonReport,
  { details = false, width = TERMINAL_WIDTH }: TextOptions & { readonly details?: boolean } = {},
): string {
  const table = (one: ReportTable): string =>
    `${one.title === undefined ? "" : `${one.title}\n\n`}${renderTable(one, { width })}\n`;
  const items = counted(report.itemCount, "item");
  return [
    `Dataset ${report.datasetName} as of ${report.datasetVersion}, ${items}, paired by item`,
    "",
    ...(isWithoutFindings(report) && !details
      ? [
          table(meansTable(report)),
          ...briefReasonLines(report),
          'nothing is decided; "assay compare" with --details shows every figure',
        ]
      : [
          table(differencesTable(report)),
          table(figuresTable(report)),
          ...intervalBars(report).map(table),
          ...reasonLines(report),
          ...namedLines(report),
        ]),
    ...(details ? ["", ...detailTables(report).map(table)] : []),
    ...(details || report.sequential !== null ? detailLines(report) : []),
    ...report.warnings.map((warning) => `warning: ${warning}`),
    `Verdict: ${report.winner.sentence}`,
  ].join("\n");
}
