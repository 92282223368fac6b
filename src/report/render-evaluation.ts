import type { EvaluationStats } from "../domain/experiment/evaluation-stats.js";
import { counted } from "../formatting/counted.js";
import { formatNumber } from "../formatting/format-number.js";
import { percent } from "../formatting/percent.js";
import { renderTable, TERMINAL_WIDTH } from "./render-table.js";

/** The stats of a batch evaluation, for the terminal. */
export function renderEvaluation(
  name: string,
  { count, averages, unscored, passRate }: EvaluationStats,
): string {
  const rows = Object.entries(averages).map(([score, mean]) => [
    score,
    formatNumber(mean),
    String(unscored[score] ?? 0),
  ]);
  return [
    `${name}: ${counted(count, "run")} evaluated`,
    rows.length === 0
      ? "no scores"
      : renderTable({ head: ["score", "average", "unscored runs"], rows }, { width: TERMINAL_WIDTH }),
    ...(passRate === null
      ? []
      : [
          `pass rate: ${percent(passRate.rate, 1)} of items reach ${passRate.metric} ≥ ${passRate.threshold} (${passRate.passed})`,
        ]),
  ].join("\n");
}
