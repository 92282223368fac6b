import { html } from "hono/html";
import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";
import { formatDifference } from "../../formatting/format-difference.js";
import { formatInterval } from "../../formatting/format-interval.js";
import { percent } from "../../formatting/percent.js";
import { differenceName } from "../difference-name.js";
import { metricName } from "../metric-name.js";
import { verdictWords } from "../verdict-words.js";
import { type ForestRow, forestPlot } from "./forest-plot.js";

/** A forest plot per metric, each on an axis of its own; what has no interval stands in the table alone. */
export function differencePlots(report: ComparisonReport) {
  const name = differenceName(report);
  const metrics = [...new Set(report.differences.map(({ metric }) => metric))];
  return metrics.map((metric, index) => {
    const all = report.differences.filter((difference) => difference.metric === metric);
    const rows = all.flatMap((difference): ForestRow[] => {
      const { meanDifference: estimate, interval, verdict } = difference;
      if (estimate === null || interval === null) return [];
      const figure = `${formatDifference(estimate)} ${formatInterval(interval, formatDifference)} ${verdictWords(verdict)}`;
      return [{ label: name(difference), estimate, interval, figure, verdict }];
    });
    const [first] = all;
    if (rows.length === 0 || first === undefined) return "";
    const level = percent(rows[0]?.interval.level ?? 1 - report.policy.alpha);
    const title = metricName(first);
    return html`<figure>${forestPlot({
      id: `metric-${index}`,
      rows,
      axisTitle: `difference in ${title}`,
      title: `Differences on ${title}, with ${level} intervals`,
      margin: report.policy.margins[metric] ?? null,
      higherIsBetter: first.higherIsBetter,
    })}</figure>`;
  });
}
