import { html } from "hono/html";
import type { MetricDifference } from "../../domain/metric-difference.js";

const WIDTH = 680;
const HEIGHT = 120;

/** The differences item by item, in increasing order: whether many items move a little or a few move much. */
export function itemPlot({ items, metric }: MetricDifference) {
  const { sorted, isComplete, highest, lowest } = items;
  const reach = Math.max(0, ...sorted.map(Math.abs));
  const x = (index: number): number =>
    sorted.length < 2 ? WIDTH / 2 : (index / (sorted.length - 1)) * WIDTH;
  const y = (value: number): number => HEIGHT / 2 - (reach === 0 ? 0 : (value / reach) * (HEIGHT / 2 - 6));
  const name = (pair: { readonly itemId: string; readonly difference: number }): string =>
    `${pair.itemId} (${pair.difference.toFixed(4)})`;
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="differences of ${metric} item by item">
      <line x1="0" y1="${HEIGHT / 2}" x2="${WIDTH}" y2="${HEIGHT / 2}" class="zero" />
      ${sorted.map((value, index) => html`<circle cx="${x(index)}" cy="${y(value)}" r="3" class="item" />`)}
    </svg>
    <p class="small">${isComplete ? "" : "A hundred of the items, evenly by rank. "}${
      highest.length === 0 ? "" : `Most gained: ${highest.map(name).join(", ")}. `
    }${lowest.length === 0 ? "" : `Most lost: ${lowest.map(name).join(", ")}.`}</p>`;
}
