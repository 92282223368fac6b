import { html } from "hono/html";
import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";
import { formatDifference } from "../../formatting/format-difference.js";
import { formatInterval } from "../../formatting/format-interval.js";
import { printableLine } from "../../formatting/printable-text.js";
import { differenceName } from "../difference-name.js";
import { metricName } from "../metric-name.js";
import { type ForestRow, forestPlot } from "./forest-plot.js";

/** A forest plot per field and metric, of the differences within its slices. Exploratory, so without verdicts. */
export function slicePlots(report: ComparisonReport) {
  const slices = report.slices?.differences ?? [];
  const name = differenceName(report);
  const groups = [...new Set(slices.map(({ field, metric }) => JSON.stringify([field, metric])))];
  const hasSeveral = new Set(slices.map(({ candidateId }) => candidateId)).size > 1;
  return groups.map((group, index) => {
    const [field, metric] = JSON.parse(group) as [string, string];
    const rows = slices.flatMap((slice): ForestRow[] => {
      const { meanDifference: estimate, interval, value, n } = slice;
      if (slice.field !== field || slice.metric !== metric || estimate === null || interval === null)
        return [];
      const figure = `${formatDifference(estimate)} ${formatInterval(interval, formatDifference)} n ${n}`;
      const whose = hasSeveral ? `, ${name({ ...slice, baselineId: report.baselineId })}` : "";
      return [{ label: `${value ?? "(none)"}${whose}`, estimate, interval, figure, verdict: null }];
    });
    const difference = report.differences.find((one) => one.metric === metric);
    if (rows.length === 0 || difference === undefined) return "";
    return html`<h3>${printableLine(`${metric} by ${field}`)}</h3>
<figure>${forestPlot({
      id: `slice-${index}`,
      rows,
      margin: report.policy.margins[metric] ?? null,
      title: `Differences on ${metric} by ${field}, exploratory`,
      axisTitle: `difference in ${metricName(difference)}`,
      higherIsBetter: difference.higherIsBetter,
    })}</figure>`;
  });
}
