import { html } from "hono/html";
import { printableLine } from "../../formatting/printable-text.js";
import type { ReportTable } from "../report-table.js";

/** A table with what it shows as its caption; the columns that name a row are heads of it. */
export function htmlTable({ about = "", head, rows, keys = 1 }: ReportTable, caption = about) {
  return html`<div class="wide"><table><caption>${printableLine(caption)}</caption>
<thead><tr>${head.map((cell) => html`<th scope="col">${printableLine(cell)}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, column) => htmlCell(cell, column < keys))}</tr>`)}</tbody></table></div>`;
}

function htmlCell(cell: string, isKey: boolean) {
  const shown = printableLine(cell);
  return isKey ? html`<th scope="row">${shown}</th>` : html`<td>${shown}</td>`;
}
