import type { ComparisonReport } from "../domain/comparison/comparison-report.js";
import type { MetricDifference } from "../domain/comparison/metric-difference.js";
import type { Verdict } from "../domain/comparison/verdict.js";
import { labelExperiments } from "../domain/label/label-experiments.js";
import { counted } from "../formatting/counted.js";
import { formatNumber } from "../formatting/format-number.js";
import { markedMetric } from "./marked-metric.js";
import type { ReportTable } from "./report-table.js";
import { verdictWords } from "./verdict-words.js";

const DECIDED: ReadonlySet<Verdict> = new Set(["better", "worse", "equivalent"]);

const isTied = ({ n, wins, losses }: MetricDifference): boolean => n > 0 && wins === 0 && losses === 0;

/**
 * True of a comparison whose tables could show nothing: no difference is decided, people labelled none, and each score either
 * has too few pairs for a verdict or is the same on both sides of every pair.
 */
export function isWithoutFindings(report: ComparisonReport): boolean {
  if (report.sequential !== null || report.labelCorrections.length > 0) return false;
  if (report.tails.some(({ verdict }) => DECIDED.has(verdict))) return false;
  return report.differences.every(
    (difference) =>
      !DECIDED.has(difference.verdict) &&
      (difference.kind !== "score" || difference.verdict === "insufficient_data" || isTied(difference)),
  );
}

/** The means, a row per metric and a column per variant; with how many runs have a value, where not all items do. */
export function meansTable(report: ComparisonReport): ReportTable {
  const { experiments, policy, itemCount } = report;
  const label = labelExperiments(experiments);
  const known = new Map(experiments.flatMap(({ metrics }) => metrics.map((metric) => [metric.name, metric])));
  const names = [...known.keys()];
  const first = names.filter((name) => name === policy.primaryMetric);
  const rows = [...first, ...names.filter((name) => name !== policy.primaryMetric)].map((name) => {
    const { kind } = known.get(name) as { readonly kind: MetricDifference["kind"] };
    const means = experiments.map(({ metrics }) => {
      const metric = metrics.find((one) => one.name === name);
      if (metric === undefined) return "–";
      const count = metric.n === itemCount || metric.n === 0 ? "" : ` (n ${metric.n})`;
      return `${formatNumber(metric.mean)}${count}`;
    });
    return [markedMetric(report, { metric: name, kind }), ...means];
  });
  const heads = experiments.map(({ id, isBaseline }) => (isBaseline ? `${label(id)} (baseline)` : label(id)));
  return { head: ["mean", ...heads], rows };
}

/** Why nothing is decided: differences of one reason in one line. */
export function briefReasonLines(report: ComparisonReport): string[] {
  const label = labelExperiments(report.experiments);
  const metricsOf = new Map<
    string,
    { readonly candidate: string; readonly why: string; readonly metrics: string[] }
  >();
  for (const difference of report.differences) {
    const { candidateId, metric, role, verdict, reason, n } = difference;
    const isShort = verdict === "insufficient_data";
    const said = !isShort && isTied(difference) ? `no difference in any of ${counted(n, "pair")}` : reason;
    const candidate = label(candidateId);
    const why = `${verdictWords(verdict)}, ${said}`;
    const key = JSON.stringify([candidate, why]);
    const entry = metricsOf.get(key) ?? { candidate, why, metrics: [] };
    entry.metrics.push(role === "primary" ? `${metric} (primary)` : metric);
    metricsOf.set(key, entry);
  }
  const lines = new Map<string, string[]>();
  for (const { candidate, why, metrics } of metricsOf.values()) {
    const line = `on ${metrics.join(", ")}: ${why}`;
    lines.set(line, [...(lines.get(line) ?? []), candidate]);
  }
  return [...lines].map(([line, candidates]) => `${candidates.join(", ")} ${line}`);
}
