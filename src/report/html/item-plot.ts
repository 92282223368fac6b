import { html } from "hono/html";
import type { ItemPair, MetricDifference } from "../../domain/comparison/metric-difference.js";
import { metricUnit } from "../../domain/comparison/metric-unit.js";
import { formatDifference } from "../../formatting/format-difference.js";
import { formatNumber } from "../../formatting/format-number.js";
import { printableLine } from "../../formatting/printable-text.js";
import { withUnit } from "../../formatting/with-unit.js";
import { createAxis } from "./axis.js";
import { htmlTable } from "./html-table.js";
import { plotLabel } from "./plot-label.js";

const LEFT = 90;
const WIDTH = 820;
const TOP = 14;
const HEIGHT = 200;
const BOTTOM = 30;

/**
 * The differences item by item, in increasing order, with the mean as a line and the items that moved most beside it as
 * a table: whether many items move a little or a few move much.
 */
export function itemPlot(
  difference: MetricDifference,
  { id, name }: { readonly id: string; readonly name: string },
) {
  const { items, metric, kind, n, meanDifference } = difference;
  const { sorted, isComplete, highest, lowest } = items;
  if (sorted.length === 0) return html`<p>${printableLine(name)} on ${printableLine(metric)}: no pairs.</p>`;
  const axis = createAxis(sorted, 5);
  const y = (value: number): number => Number((TOP + (1 - axis.share(value)) * HEIGHT).toFixed(2));
  const x = (index: number): number => Number((LEFT + ((index + 0.5) / sorted.length) * WIDTH).toFixed(2));
  const shown = isComplete ? `${n} items` : `${sorted.length} of ${n} items, evenly by rank`;
  const mean = withUnit(formatDifference(meanDifference), kind);
  const unit = metricUnit(kind);
  const described = `${shown}, from ${formatDifference(sorted[0])} to ${formatDifference(sorted.at(-1))}; mean ${mean}; ${difference.wins} wins, ${difference.ties} ties, ${difference.losses} losses`;
  return html`<figure><svg viewBox="0 0 ${LEFT + WIDTH + 10} ${TOP + HEIGHT + BOTTOM}" role="img" aria-labelledby="${id}-title ${id}-text">
<title id="${id}-title">${printableLine(`${name} on ${metric}, item by item`)}</title>
<desc id="${id}-text">${printableLine(described)}</desc>
${axis.ticks.map(
  ({
    value,
    label,
  }) => html`<line class="grid" x1="${LEFT - 4}" y1="${y(value)}" x2="${LEFT + WIDTH}" y2="${y(value)}" />
<text class="tick end" x="${LEFT - 8}" y="${y(value) + 4}">${label}</text>`,
)}
<line class="axis" x1="${LEFT}" y1="${TOP}" x2="${LEFT}" y2="${TOP + HEIGHT}" />
<line class="zero" x1="${LEFT}" y1="${y(0)}" x2="${LEFT + WIDTH}" y2="${y(0)}" />
${
  meanDifference === null
    ? ""
    : html`<line class="reference" x1="${LEFT}" y1="${y(meanDifference)}" x2="${LEFT + WIDTH}" y2="${y(meanDifference)}" />`
}
${sorted.map((value, index) => html`<circle class="dot ${tone(value, difference)}" cx="${x(index)}" cy="${y(value)}" r="3.5" />`)}
<text class="soft" x="${LEFT}" y="${TOP + HEIGHT + 22}">← least</text>
<text class="soft middle" x="${LEFT + WIDTH / 2}" y="${TOP + HEIGHT + 22}">${shown}, in increasing order</text>
<text class="soft end" x="${LEFT + WIDTH}" y="${TOP + HEIGHT + 22}">most →</text>
</svg>
<figcaption>${plotLabel(`${name}, difference on ${metric}${unit === null ? "" : ` in ${unit}`} by item; dashed: no difference, dotted: the mean ${mean}.`, 300)}</figcaption></figure>
${itemTable([...highest, ...[...lowest].reverse()], difference)}`;
}

function tone(value: number, { higherIsBetter }: MetricDifference): string {
  if (value === 0) return "tie";
  return value > 0 === higherIsBetter ? "better" : "worse";
}

function itemTable(pairs: readonly ItemPair[], { kind }: MetricDifference) {
  if (pairs.length === 0) return html`<p>No item differs.</p>`;
  const rows = pairs.map(({ itemId, baseline, candidate, difference }) => [
    itemId,
    withUnit(formatNumber(baseline), kind),
    withUnit(formatNumber(candidate), kind),
    withUnit(formatDifference(difference), kind),
  ]);
  const head = ["item", "baseline", "candidate", "difference"];
  return htmlTable({ head, rows }, "the items that differ most, from the highest to the lowest difference");
}
