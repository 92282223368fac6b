import { html } from "hono/html";
import { describeDrift } from "../../domain/regression/describe-drift.js";
import type { RegressionHistory } from "../../domain/regression/regression-history.js";
import { printableLine } from "../../formatting/printable-text.js";
import { historySentence, historyTable } from "../render-history.js";
import { historyPlot } from "./history-plot.js";
import { htmlPage } from "./html-page.js";
import { htmlTable } from "./html-table.js";

/** A history as one HTML file: a plot and a table per metric. */
export async function renderHistoryHtml(history: RegressionHistory): Promise<string> {
  const parts = history.metrics.map((metric, index) => {
    const drifts = metric.drifts.map(
      (drift) => html`<p class="warning">${printableLine(describeDrift(drift))}</p>`,
    );
    return html`<h2>${printableLine(metric.metric)}</h2>
${drifts}
<figure>${historyPlot(metric, `history-${index}`)}</figure>
${htmlTable(historyTable(metric), "each regression run, oldest first")}`;
  });
  return await htmlPage(historySentence(history), html`${parts}`);
}
