import type { Measurement } from "../../domain/baseline/measurement.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import { isRunMetric } from "../../domain/experiment/experiment-summary.js";
import type { GateCheck, GatePolicy } from "../../domain/gate/gate.js";
import type { JsonObject } from "../../domain/json/json.js";
import type { Store } from "../../domain/store.js";
import { metricDirection } from "../comparison/metric-direction.js";
import { DEFAULT_PASS_THRESHOLD } from "../summary/default-pass-threshold.js";
import { ceilingOf, checkFailureRate, checkTotalCost } from "./check-ceilings.js";
import { checkMustPass } from "./check-must-pass.js";
import type { GateFigures } from "./gate-figures.js";

/** An experiment, its figures, and what it is held to. */
export interface GatedCandidate {
  readonly experiment: Experiment;
  readonly conditions: GatePolicy;
  readonly report: GateFigures;
  /** Called where a condition needs it. */
  readonly readMeasurement: () => Promise<Measurement>;
}

/** The conditions of a policy that are on single items and on the experiment as a whole, decided. */
export async function readFurtherChecks(
  store: Pick<Store, "getSpending" | "streamItemMetadata">,
  { experiment, conditions, report, readMeasurement }: GatedCandidate,
): Promise<readonly GateCheck[]> {
  const checks: GateCheck[] = [];
  const failureRate = ceilingOf(conditions, "failure_rate");
  const totalCost = ceilingOf(conditions, "total_cost_usd");
  const rules = Object.entries(conditions).flatMap(([metric, { mustPass }]) =>
    mustPass === undefined ? [] : [{ metric, selectors: mustPass }],
  );
  if (rules.length > 0) {
    const { items, repetitions } = await readMeasurement();
    const metadata = await readMetadata(store, experiment);
    for (const rule of rules) {
      const { metric } = rule;
      const threshold = experiment.passThresholds[metric] ?? DEFAULT_PASS_THRESHOLD;
      const higherIsBetter =
        report.differences.find((difference) => difference.metric === metric)?.higherIsBetter ??
        directionOf(metric, { experiment, report });
      checks.push(checkMustPass({ ...rule, threshold, higherIsBetter, repetitions }, items, metadata));
    }
  }
  if (failureRate !== undefined)
    checks.push(checkFailureRate(await readMeasurement(), { limit: failureRate, policy: report.policy }));
  if (totalCost !== undefined) checks.push(checkTotalCost(await store.getSpending(experiment.id), totalCost));
  return checks;
}

/** Without a baseline to agree with. */
function directionOf(
  name: string,
  { experiment, report }: { readonly experiment: Experiment; readonly report: GateFigures },
): boolean {
  const side = report.experiments.find(({ id }) => id === experiment.id);
  const metric = side?.metrics.find((one) => one.name === name);
  return metric === undefined
    ? !isRunMetric(name)
    : metricDirection(experiment, metric, report.policy).higherIsBetter;
}

async function readMetadata(
  store: Pick<Store, "streamItemMetadata">,
  { datasetId, datasetVersion: version }: Experiment,
): Promise<ReadonlyMap<string, JsonObject>> {
  const metadata = new Map<string, JsonObject>();
  for await (const item of store.streamItemMetadata({ datasetId, version }))
    metadata.set(item.itemId, item.metadata);
  return metadata;
}
