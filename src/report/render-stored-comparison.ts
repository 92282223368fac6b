import type { Comparison } from "../domain/comparison/comparison.js";
import { renderComparisonText } from "./render-comparison-text.js";
import type { TextOptions } from "./render-table.js";

/** A comparison as it is stored: its report, or how it is while there is none. */
export function renderStoredComparison(
  { name, status, error, report }: Comparison,
  options: TextOptions = {},
): string {
  const state = `${name}: ${status}${error === null ? "" : `, ${error}`}`;
  if (report === null) return state;
  return status === "completed"
    ? renderComparisonText(report, options)
    : `${state}\n${renderComparisonText(report, options)}`;
}
