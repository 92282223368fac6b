import type { Experiment } from "../domain/experiment/experiment.js";
import { counted } from "../formatting/counted.js";
import { describeFinishReasons } from "../formatting/finish-reasons.js";
import { printableLine } from "../formatting/printable-text.js";
import { describeCode } from "./describe-code.js";
import { metricFigureHeads, metricFigures } from "./metric-figures.js";
import { canRetry, type RenderedFindings, renderFindings } from "./render-findings.js";
import { renderTable, TERMINAL_WIDTH, type TextOptions } from "./render-table.js";

/** An experiment with its summary, for the terminal; with examples of what failed and was noted when they are given. */
export function renderExperimentText(
  experiment: Experiment,
  {
    findings,
    width = TERMINAL_WIDTH,
  }: TextOptions & { readonly findings?: RenderedFindings | undefined } = {},
): string {
  const { summary } = experiment;
  const lines = [
    `${experiment.name}: ${experiment.status}${experiment.error === null ? "" : `, ${experiment.error}`}`,
    `Dataset ${experiment.datasetName} as of ${experiment.datasetVersion}, pipeline ${experiment.pipeline}, variant ${experiment.variant}`,
  ];
  lines.push(...describeCode(experiment));
  if (summary === null) return lines.join("\n");
  const { planned, completed, failed, cancelled } = summary.runs;
  lines.push(`${counted(planned, "run")}: ${completed} completed, ${failed} failed, ${cancelled} cancelled`);
  const deviations = describeFinishReasons(summary.finishReasons ?? {});
  if (deviations !== null) lines.push(`answers of the pipeline: ${deviations}`);
  const { calls = 0, lostCalls = 0 } = summary.spending ?? {};
  if (lostCalls > 0)
    lines.push(
      `the answers of ${lostCalls} of ${counted(calls, "model call")} were lost (a stop, a cancel, a cut connection, a reply that is none); they count as spent, at their estimate`,
    );
  const { metrics } = summary;
  const rows = metrics.map((metric) => [metric.name, ...metricFigures(metric, metrics)]);
  if (rows.length > 0)
    lines.push("", renderTable({ head: ["metric", ...metricFigureHeads(metrics)], rows }, { width }), "");
  for (const { name, counts } of summary.categories) {
    lines.push(
      `${name}: ${Object.entries(counts)
        .map(([category, count]) => `${printableLine(category)} ${count}`)
        .join(", ")}`,
    );
  }
  // Those with an example are told by it.
  const hasExample = (name: string, reason: string): boolean =>
    findings?.failures.some(
      ({ evaluatorId, scoreName, type }) =>
        type === reason && (scoreName === name || (scoreName === null && evaluatorId !== null)),
    ) ?? false;
  for (const { name, unscoredReasons } of summary.metrics) {
    for (const [reason, count] of Object.entries(unscoredReasons))
      if (!hasExample(name, reason)) lines.push(`unscored ${name}: ${count} × ${printableLine(reason)}`);
  }
  if (findings !== undefined) {
    lines.push(...renderFindings(findings));
    if (canRetry(findings)) lines.push(`run again what failed with: assay retry ${experiment.name}`);
  } else
    for (const [type, count] of Object.entries(summary.failures))
      lines.push(`failed runs: ${count} × ${type}`);
  return lines.join("\n");
}
