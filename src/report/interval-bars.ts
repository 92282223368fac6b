import type { ComparisonReport } from "../domain/comparison/comparison-report.js";
import { formatDifference } from "../formatting/format-difference.js";
import { differenceName } from "./difference-name.js";
import { BAR_WIDTH, intervalBar } from "./interval-bar.js";
import { metricName } from "./metric-name.js";
import type { ReportTable } from "./report-table.js";

/**
 * The intervals of the differences as bars: a table per metric, whose head is the scale that all its bars share. What
 * has no interval has no bar, and a metric without any has no table.
 */
export function intervalBars(report: ComparisonReport): ReportTable[] {
  const name = differenceName(report);
  const metrics = [...new Set(report.differences.map(({ metric }) => metric))];
  return metrics.flatMap((metric) => {
    const drawn = report.differences.flatMap((difference) => {
      const { meanDifference: estimate, interval } = difference;
      return difference.metric === metric && estimate !== null && interval !== null
        ? [{ difference, estimate, interval }]
        : [];
    });
    const [first] = drawn;
    if (first === undefined) return [];
    const reach = Math.max(
      ...drawn.flatMap(({ estimate, interval }) =>
        [estimate, interval.lower, interval.upper].map((value) => Math.abs(value)),
      ),
    );
    return {
      head: [metricName(first.difference), scaleOf(reach)],
      rows: drawn.map(({ difference, ...shown }) => [name(difference), intervalBar(shown, reach)]),
    };
  });
}

/** `−0.1853 … 0 … +0.1853` over the columns of a bar. */
function scaleOf(reach: number): string {
  const [lowest, highest] = [formatDifference(-reach), formatDifference(reach)];
  if (reach === 0) return "0".padStart((BAR_WIDTH + 1) / 2);
  const half = (BAR_WIDTH - 1) / 2;
  return `${lowest.padEnd(half)}0${highest.padStart(half)}`;
}
