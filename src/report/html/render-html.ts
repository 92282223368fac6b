import { html } from "hono/html";
import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";
import { counted } from "../../formatting/counted.js";
import { printableLine, printableText } from "../../formatting/printable-text.js";
import { detailLines, detailTables, SLICES_TITLE } from "../comparison-details.js";
import { differencesTable, figuresTable, namedLines, reasonLines } from "../comparison-tables.js";
import { differenceName } from "../difference-name.js";
import type { ReportTable } from "../report-table.js";
import { differencePlots } from "./difference-plots.js";
import { htmlPage } from "./html-page.js";
import { htmlTable } from "./html-table.js";
import { itemPlot } from "./item-plot.js";
import { slicePlots } from "./slice-plots.js";

/** A comparison as one HTML file: no script, nothing from elsewhere, every text of others shown as text. */
export async function renderComparisonHtml(report: ComparisonReport): Promise<string> {
  const name = differenceName(report);
  const [behind, ...further] = detailTables(report);
  const primary = report.differences.filter(({ role }) => role === "primary");
  const sentence = printableLine(report.winner.sentence);
  const content = html`<p>Dataset ${printableLine(report.datasetName)} as of ${printableLine(report.datasetVersion)}, ${counted(report.itemCount, "item")}, paired by item.</p>
${report.warnings.map((warning) => html`<p class="warning">Warning: ${printableLine(warning)}</p>`)}
<h2>Differences</h2>
${differencePlots(report)}
${htmlTable(differencesTable(report), "each difference from the baseline, with its verdict")}
${list([...reasonLines(report), ...namedLines(report)])}
<h2>Figures</h2>
${htmlTable(figuresTable(report), "each variant's figures")}
<h2>Item by item, on the primary metric</h2>
${primary.map((difference, index) => itemPlot(difference, { id: `items-${index}`, name: name(difference) }))}
${behind === undefined ? "" : titled(behind)}
${list(detailLines(report))}
${further.map((table) => titled(table, table.title === SLICES_TITLE ? slicePlots(report) : ""))}
<h2>Policy</h2>
<pre>${printableText(JSON.stringify(report.policy, null, 2))}</pre>`;
  return await htmlPage(sentence, content);
}

function titled(table: ReportTable, plots: ReturnType<typeof slicePlots> | "" = "") {
  return html`<h2>${table.title ?? ""}</h2>${plots}${htmlTable(table)}`;
}

function list(lines: readonly string[]) {
  return lines.length === 0
    ? ""
    : html`<ul>${lines.map((line) => html`<li>${printableLine(line)}</li>`)}</ul>`;
}
