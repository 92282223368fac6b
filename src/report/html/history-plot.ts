import { html } from "hono/html";
import type {
  HistoryPoint,
  HistorySegment,
  MetricHistory,
} from "../../domain/regression/regression-history.js";
import { formatInterval } from "../../formatting/format-interval.js";
import { formatNumber } from "../../formatting/format-number.js";
import { printableLine } from "../../formatting/printable-text.js";
import { createValueAxis } from "./axis.js";
import { plotLabel } from "./plot-label.js";

const LEFT = 90;
const WIDTH = 800;
const RIGHT = 40;
const TOP = 30;
const HEIGHT = 220;
const BOTTOM = 52;
/** Dates under the axis. */
const DATES = 6;

/** A point with its place among all runs. */
interface PlacedPoint extends HistoryPoint {
  readonly place: number;
}

/** A metric over its runs: a dot with its interval each, segments apart, the runs where a drift began marked. */
export function historyPlot({ metric, segments, drifts, higherIsBetter }: MetricHistory, id: string) {
  const placed = place(segments);
  const points = placed.flatMap(({ points: own }) => own);
  const known = points.filter(({ value }) => value !== null);
  if (known.length === 0) return html`<p>No run has a value.</p>`;
  const bounds = known.flatMap(({ value, interval }) => [
    value as number,
    ...(interval === null ? [] : [interval.lower, interval.upper]),
  ]);
  const axis = createValueAxis(bounds);
  const last = Math.max(1, points.length - 1);
  const x = (at: number): number => Number((LEFT + (at / last) * WIDTH).toFixed(2));
  const y = (value: number): number => Number((TOP + (1 - axis.share(value)) * HEIGHT).toFixed(2));
  const bottom = TOP + HEIGHT;
  const every = Math.max(1, Math.ceil(points.length / DATES));
  const began = drifts.flatMap(({ beganRunId }) => points.filter(({ runId }) => runId === beganRunId));
  return html`<svg viewBox="0 0 ${LEFT + WIDTH + RIGHT} ${bottom + BOTTOM}" role="img" aria-labelledby="${id}-title">
<title id="${id}-title">${printableLine(`${metric} over ${points.length} regression runs; ${higherIsBetter ? "higher" : "lower"} is better`)}</title>
${axis.ticks.map(
  ({
    value,
    label,
  }) => html`<line class="grid" x1="${LEFT}" y1="${y(value)}" x2="${LEFT + WIDTH}" y2="${y(value)}" />
<text class="tick end" x="${LEFT - 8}" y="${y(value) + 4}">${label}</text>`,
)}
<line class="axis" x1="${LEFT}" y1="${bottom}" x2="${LEFT + WIDTH}" y2="${bottom}" />
<line class="axis" x1="${LEFT}" y1="${TOP}" x2="${LEFT}" y2="${bottom}" />
${points
  .filter((_, index) => index % every === 0)
  .map(
    ({ place: at, at: time }) =>
      html`<text class="tick middle" x="${x(at)}" y="${bottom + 18}">${printableLine(time.slice(0, 10))}</text>`,
  )}
<text class="soft" x="${LEFT}" y="${TOP - 12}">${plotLabel(metric, 60)} (${higherIsBetter ? "higher" : "lower"} is better)</text>
<text class="soft middle" x="${LEFT + WIDTH / 2}" y="${bottom + 40}">regression run</text>
${began.map(
  ({ place: at }) => html`<line class="zero" x1="${x(at)}" y1="${TOP}" x2="${x(at)}" y2="${bottom}" />
<text class="soft middle" x="${x(at)}" y="${TOP - 2}">drift began</text>`,
)}
${placed.slice(1).map(({ changed, points: own }) => {
  const at = x((own[0] as PlacedPoint).place - 0.5);
  return html`<line class="reference" x1="${at}" y1="${TOP}" x2="${at}" y2="${bottom}" />
<text class="soft" x="${at + 4}" y="${bottom - 6}">${changed.join(", ")}</text>`;
})}
${placed.map(({ points: own }) => segmentPlot(own, { x, y }))}
</svg>`;
}

interface Scales {
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
}

function segmentPlot(points: readonly PlacedPoint[], { x, y }: Scales) {
  const known = points.filter(({ value }) => value !== null);
  const path = known.map(({ place: at, value }) => `${x(at)},${y(value as number)}`).join(" ");
  return html`<polyline class="interval" fill="none" points="${path}" />
${known.map(({ place: at, value, interval, state, at: time }) => {
  const tone = state === "passed" ? "better" : state === "failed" ? "worse" : "open";
  const figure = `${time}: ${formatNumber(value)} ${formatInterval(interval)}, ${state.replaceAll("_", " ")}`;
  const line =
    interval === null
      ? ""
      : html`<line class="interval ${tone}" x1="${x(at)}" y1="${y(interval.lower)}" x2="${x(at)}" y2="${y(interval.upper)}" />`;
  return html`<g><title>${printableLine(figure)}</title>${line}<circle class="dot ${tone}" cx="${x(at)}" cy="${y(value as number)}" r="4" /></g>`;
})}`;
}

function place(segments: readonly HistorySegment[]) {
  let next = 0;
  return segments.map(({ changed, points }) => ({
    changed,
    points: points.map((point): PlacedPoint => {
      const placed = { ...point, place: next };
      next += 1;
      return placed;
    }),
  }));
}
