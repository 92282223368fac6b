import { parseTailMetric } from "../../domain/comparison/tail-difference.js";
import type { Store } from "../../domain/store.js";
import { UNKNOWN_BOUNDS } from "./gate-bounds.js";
import { objectToMean } from "./object-to-mean.js";
import type { GatedCandidate } from "./read-further-checks.js";
import { type GateMean, readGateMean } from "./read-gate-mean.js";
import { readGateTail } from "./read-gate-tail.js";

/** Reads the means that conditions hold to a minimum or maximum: metric -> mean. Metrics that are not there are left out. */
export async function readGateMeans(
  store: Store,
  { report, experiment, conditions }: Omit<GatedCandidate, "readMeasurement">,
): Promise<ReadonlyMap<string, GateMean>> {
  const metrics = report.experiments.find(({ id }) => id === experiment.id)?.metrics ?? [];
  const means = new Map<string, GateMean>();
  for (const metric of metrics) {
    const condition = conditions[metric.name] ?? {};
    if (condition.minimum === undefined && condition.maximum === undefined) continue;
    const { policy } = report;
    const mean = await readGateMean(store, { experiment, metric, policy });
    const refusal = await objectToMean(store, { experiment, metric, condition, mean, policy });
    means.set(metric.name, refusal === null ? mean : { ...mean, ...UNKNOWN_BOUNDS, refusal });
  }
  for (const [name, { minimum, maximum }] of Object.entries(conditions)) {
    const tail = parseTailMetric(name);
    const metric = metrics.find((one) => one.name === tail?.of);
    if (tail === null || metric === undefined || (minimum === undefined && maximum === undefined)) continue;
    means.set(name, await readGateTail(store, { experiment, metric, policy: report.policy }, tail));
  }
  return means;
}
