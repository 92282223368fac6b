import { compareExperiments } from "../analysis/comparison/compare-experiments.js";
import { decideGate } from "../analysis/gate/decide-gate.js";
import { readGateMeans } from "../analysis/gate/read-gate-means.js";
import { type ComparisonPolicy, parseComparisonPolicy } from "../domain/comparison/comparison-policy.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { GatePolicy, GateReport } from "../domain/gate/gate.js";
import { GateConditionsMissingError, GateMetricMissingError } from "../domain/gate/gate-errors.js";
import type { Store } from "../domain/store.js";
import { requireExperiment } from "./require-experiment.js";

/** An experiment, what it is held against, and what is asked of it. */
export interface GateRequest {
  /** Names or ids. */
  readonly experiment: string;
  /** What it must not be worse than. */
  readonly baseline: string;
  /** Of this metric alone. */
  readonly metric?: string;
  /** Conditions on `metric` in place of the definition's gate. */
  readonly maxDrop?: number;
  /** The mean must be at least this. */
  readonly minimum?: number;
  /** What is changed of the policy that the experiment was started with. */
  readonly policy?: Partial<ComparisonPolicy>;
}

/**
 * Holds an experiment to its definition's gate, or to conditions named here, against a baseline.
 *
 * @throws ExperimentNotFoundError, GateMetricMissingError, GateConditionsMissingError, ComparisonPolicyInvalidError
 */
export async function gateExperiment(store: Store, request: GateRequest): Promise<GateReport> {
  const candidate = await requireExperiment(store, request.experiment);
  const baseline = await requireExperiment(store, request.baseline);
  const conditions = conditionsOf(candidate, request);
  const policy = parseComparisonPolicy({ ...candidate.comparePolicy, ...request.policy });
  const experiments = [baseline, candidate];
  const report = await compareExperiments(store, { experiments, baselineId: baseline.id, policy });
  const means = await readGateMeans(store, { report, experiment: candidate, conditions });
  return decideGate({ report, candidateId: candidate.id, conditions, means });
}

/** The conditions named here, else the definition's; of one metric only when one is named. */
function conditionsOf(
  { name, gate = {} }: Experiment,
  { metric, maxDrop, minimum }: GateRequest,
): GatePolicy {
  if (maxDrop !== undefined || minimum !== undefined) {
    if (metric === undefined) throw new GateMetricMissingError();
    return {
      [metric]: {
        ...(maxDrop === undefined ? {} : { maxDrop }),
        ...(minimum === undefined ? {} : { minimum }),
      },
    };
  }
  const chosen = Object.entries(gate).filter(([gated]) => metric === undefined || gated === metric);
  if (chosen.length === 0) throw new GateConditionsMissingError(name, metric);
  return Object.fromEntries(chosen);
}
