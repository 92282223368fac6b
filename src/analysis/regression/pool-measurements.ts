import type { MeasuredItem, MeasuredMetric, Measurement } from "../../domain/baseline/measurement.js";
import { compareItemIds } from "../items/compare-item-ids.js";

/** Several measurements of one config over the same items as one, with the repetitions of all. */
export function poolMeasurements(measurements: readonly Measurement[]): Measurement {
  const items = new Map<string, MeasuredItem>();
  const metrics = new Map<string, MeasuredMetric>();
  for (const measurement of measurements) {
    for (const metric of measurement.metrics) {
      const fingerprints = new Set([
        ...(metrics.get(metric.name)?.fingerprints ?? []),
        ...metric.fingerprints,
      ]);
      metrics.set(metric.name, { ...metric, fingerprints: [...fingerprints].sort() });
    }
    for (const item of measurement.items) {
      const known = items.get(item.id);
      items.set(item.id, known === undefined ? item : poolItem(known, item));
    }
  }
  return {
    repetitions: measurements.reduce((sum, { repetitions }) => sum + repetitions, 0),
    metrics: [...metrics.values()],
    items: [...items.values()].sort((left, right) => compareItemIds(left.id, right.id)),
  };
}

function poolItem(one: MeasuredItem, other: MeasuredItem): MeasuredItem {
  const values = new Map(one.values);
  for (const [name, added] of other.values) values.set(name, [...(values.get(name) ?? []), ...added]);
  return { ...one, runs: one.runs + other.runs, failed: one.failed + other.failed, values };
}
