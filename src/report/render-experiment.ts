import type { CodeVersion, Experiment } from "../domain/experiment/experiment.js";
import type { Findings } from "../domain/experiment/findings.js";
import { isSameCode } from "../domain/experiment/is-same-code.js";
import { listOutputCode } from "../domain/experiment/list-output-code.js";
import { counted } from "../formatting/counted.js";
import { describeFinishReasons } from "../formatting/finish-reasons.js";
import { printableLine } from "../formatting/printable-text.js";
import { metricFigureHeads, metricFigures } from "./metric-figures.js";
import { canRetry, renderFindings } from "./render-findings.js";
import { renderTable, TERMINAL_WIDTH, type TextOptions } from "./render-table.js";

/** An experiment with its summary, for the terminal; with examples of what failed and was noted when they are given. */
export function renderExperimentText(
  experiment: Experiment,
  { findings, width = TERMINAL_WIDTH }: TextOptions & { readonly findings?: Findings | undefined } = {},
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

/** Which code made an experiment's outputs, and its scores where that was another; nothing where it is not known. */
function describeCode(experiment: Pick<Experiment, "codeVersion" | "ranUnder">): readonly string[] {
  const outputs = listOutputCode(experiment);
  const [first, ...later] = outputs;
  if (first?.configurationHash === null && first.gitCommit === null) return [];
  const ran = [`Code ${outputs.map(nameCode).join(", then ")}`];
  if (later.length > 0) ran.push("Its code changed while it ran: outputs are of different versions");
  const scores = (experiment.ranUnder ?? []).filter(
    (code) => code.made === "scores" && !outputs.some((other) => isSameCode(code, other)),
  );
  return scores.length === 0
    ? ran
    : [...ran, `Scores are also of code ${scores.map(nameCode).join(", then ")}`];
}

/** `3f9a1c2b0d4e (git 4c8e342, with changes)`. */
function nameCode({ configurationHash, gitCommit, gitDirty }: CodeVersion): string {
  const changes = gitDirty === true ? ", with changes" : "";
  const git = gitCommit === null ? "" : `git ${gitCommit.slice(0, 7)}${changes}`;
  if (configurationHash === null) return git;
  return git === "" ? configurationHash.slice(0, 12) : `${configurationHash.slice(0, 12)} (${git})`;
}
