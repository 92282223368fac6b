import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { Slices } from "../../domain/comparison/comparison-report.js";
import { benjaminiHochberg } from "../../statistics/multiplicity/benjamini-hochberg.js";
import type { SlicedDifference } from "./slice-difference.js";

/**
 * Puts the slices of all differences together.
 *
 * Method  Benjamini–Hochberg over all slices of the report. Exploratory: no verdicts, as slices are looked
 *         through rather than asked beforehand.
 * Null    when the policy names no fields.
 */
export function compareSlices(
  sliced: readonly SlicedDifference[],
  { sliceBy }: Pick<ComparisonPolicy, "sliceBy">,
): Slices | null {
  if (sliceBy.length === 0) return null;
  const rows = sliced.flatMap(({ differences }) => differences);
  const qValues = benjaminiHochberg(rows.map(({ pValue }) => pValue));
  const omitted: Record<string, number> = {};
  for (const one of sliced) {
    for (const [field, count] of Object.entries(one.omitted))
      omitted[field] = Math.max(omitted[field] ?? 0, count);
  }
  return {
    label: "exploratory",
    fields: [...new Set(sliceBy)],
    differences: rows.map((row, index) => ({ ...row, qValue: qValues[index] ?? null })),
    omitted,
  };
}
