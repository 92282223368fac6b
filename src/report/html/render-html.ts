import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";
import { printableLine, printableText } from "../../formatting/printable-text.js";
import { detailLines, detailsTable, pairsTable, slicesTable } from "../comparison-details.js";
import { differencesTable, figuresTable, namedLines, reasonLines } from "../comparison-tables.js";
import { differenceName } from "../difference-name.js";
import { differencePlots } from "./difference-plots.js";
import { htmlTable } from "./html-table.js";
import { itemPlot } from "./item-plot.js";
import { REPORT_STYLE } from "./report-style.js";
import { slicePlots } from "./slice-plots.js";

/** Nothing is loaded, sent, framed or run; the one style is known by its hash. */
const POLICY = [
  ...["default-src 'none'", "base-uri 'none'", "form-action 'none'"],
  `style-src 'sha256-${createHash("sha256").update(REPORT_STYLE).digest("base64")}'`,
].join("; ");

/** A comparison as one HTML file: no script, nothing from elsewhere, every text of others shown as text. */
export async function renderComparisonHtml(report: ComparisonReport): Promise<string> {
  const name = differenceName(report);
  const pairs = pairsTable(report);
  const slices = slicesTable(report);
  const primary = report.differences.filter(({ role }) => role === "primary");
  const sentence = printableLine(report.winner.sentence);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${sentence}</title>
<style>${raw(REPORT_STYLE)}</style>
</head>
<body>
<main>
<h1>${sentence}</h1>
<p>Dataset ${printableLine(report.datasetName)} as of ${printableLine(report.datasetVersion)}, ${report.itemCount} items, paired by item.</p>
${report.warnings.map((warning) => html`<p class="warning">Warning: ${printableLine(warning)}</p>`)}
<h2>Differences</h2>
${differencePlots(report)}
${htmlTable(differencesTable(report), "each difference from the baseline, with its verdict")}
${list([...reasonLines(report), ...namedLines(report)])}
<h2>Figures</h2>
${htmlTable(figuresTable(report), "each variant's figures")}
<h2>Item by item, on the primary metric</h2>
${primary.map((difference, index) => itemPlot(difference, { id: `items-${index}`, name: name(difference) }))}
<h2>Behind the differences</h2>
${htmlTable(detailsTable(report), "effects, power, corrections, robustness")}
${list(detailLines(report))}
${pairs === null ? "" : html`<h2>All pairs of variants</h2>${htmlTable(pairs, "on the primary metric")}`}
${slices === null ? "" : html`<h2>Slices, exploratory</h2>${slicePlots(report)}${htmlTable(slices, "found by looking, so to be confirmed on other items")}`}
<h2>Policy</h2>
<pre>${printableText(JSON.stringify(report.policy, null, 2))}</pre>
</main>
</body>
</html>`;
  return String(await page);
}

function list(lines: readonly string[]) {
  return lines.length === 0
    ? ""
    : html`<ul>${lines.map((line) => html`<li>${printableLine(line)}</li>`)}</ul>`;
}
