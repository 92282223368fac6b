import type { BaselineHeader, BaselineItemLine } from "../domain/baseline/baseline-file.js";
import type { MeasuredItem, Measurement } from "../domain/baseline/measurement.js";
import { baselineHash } from "./baseline-hash.js";

/** The text of a baseline file: a header line, and a line per item in the order of item ids, so that changes read well. */
export function formatBaselineFile(
  header: Omit<BaselineHeader, "hash" | "items" | "repetitions" | "metrics">,
  measurement: Measurement,
): string {
  const { repetitions, metrics } = measurement;
  const items = measurement.items.map((item) => toLine(item, measurement));
  const unsigned = { ...header, repetitions, items: items.length, metrics };
  const lines = [{ ...unsigned, hash: baselineHash(unsigned, items) }, ...items];
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}

/** What is as expected, one run per repetition and none of them failed, is not said. */
function toLine(
  { id, content, runs, failed, values }: MeasuredItem,
  { repetitions, metrics }: Measurement,
): BaselineItemLine {
  const scores = metrics.flatMap(({ name }): readonly (readonly [string, number | number[]])[] => {
    const known = values.get(name) ?? [];
    const [only] = known;
    if (only === undefined) return [];
    return [[name, repetitions === 1 ? only : [...known]]];
  });
  const line: BaselineItemLine = { id, content, scores: Object.fromEntries(scores) };
  if (runs !== repetitions) line.runs = runs;
  if (failed > 0) line.failed = failed;
  return line;
}
