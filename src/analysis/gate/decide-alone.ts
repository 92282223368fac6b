import type { Measurement } from "../../domain/baseline/measurement.js";
import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { GatePolicy, GateReport } from "../../domain/gate/gate.js";
import type { Store } from "../../domain/store.js";
import { describeSide } from "../comparison/comparison-side.js";
import { decideGate } from "./decide-gate.js";
import type { GateFigures } from "./gate-figures.js";
import { readFurtherChecks } from "./read-further-checks.js";
import { readGateMeans } from "./read-gate-means.js";

/** An experiment, and conditions none of which needs a baseline (`needsBaseline`). */
export interface AloneRequest {
  readonly experiment: Experiment;
  readonly conditions: GatePolicy;
  readonly policy: ComparisonPolicy;
  /** Called where a condition needs it. */
  readonly readMeasurement: () => Promise<Measurement>;
}

/** Holds an experiment to limits on its own figures. @throws GateMetricUnknownError */
export async function decideAlone(
  store: Store,
  { experiment, conditions, policy, readMeasurement }: AloneRequest,
): Promise<GateReport> {
  const { clusterBy } = policy;
  const { compared, isComplete } = await describeSide(store, experiment, { baselineId: null, clusterBy });
  const report: GateFigures = {
    policy,
    baselineId: null,
    experiments: [compared],
    differences: [],
    tails: [],
    warnings: isComplete
      ? []
      : [`${experiment.name} is ${experiment.status}: not all of its runs have ended`],
  };
  const means = await readGateMeans(store, { report, experiment, conditions });
  const further = await readFurtherChecks(store, { experiment, conditions, report, readMeasurement });
  return decideGate({ report, candidateId: experiment.id, conditions, means, further });
}
