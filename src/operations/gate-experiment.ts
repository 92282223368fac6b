import { randomUUID } from "node:crypto";
import { compareExperiments } from "../analysis/comparison/compare-experiments.js";
import { countLook } from "../analysis/comparison/count-look.js";
import { type AloneRequest, decideAlone } from "../analysis/gate/decide-alone.js";
import { gateCandidate } from "../analysis/gate/gate-candidate.js";
import { needsBaseline } from "../analysis/gate/needs-baseline.js";
import { decideSides } from "../analysis/regression/decide-sides.js";
import { readMeasurement } from "../analysis/regression/read-measurement.js";
import { readSides } from "../analysis/regression/read-sides.js";
import type { BaselineSource } from "../domain/baseline/baseline-source.js";
import { type ComparisonPolicy, parseComparisonPolicy } from "../domain/comparison/comparison-policy.js";
import type { ComparisonReport } from "../domain/comparison/comparison-report.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { GatePolicy, GateReport } from "../domain/gate/gate.js";
import { GateConditionsMissingError, GateMetricMissingError } from "../domain/gate/gate-errors.js";
import type { Store } from "../domain/store.js";
import { nameBaseline } from "./baselines/name-baseline.js";
import { requireExperiment } from "./require-experiment.js";

/** An experiment, the baseline to compare it with, and the conditions. */
export interface GateRequest {
  /** Name or id. */
  readonly experiment: string;
  /** Name or id of an experiment, or a baseline file; by default the baseline that is set for its definition, if any. */
  readonly baseline?: string | undefined;
  /** Check only this metric. */
  readonly metric?: string | undefined;
  /** Largest acceptable drop of `metric`, instead of the definition's gate. */
  readonly maxDrop?: number | undefined;
  /** The mean must be at least this. */
  readonly minimum?: number | undefined;
  /** Changes to the policy that the experiment was started with. */
  readonly policy?: Partial<ComparisonPolicy>;
}

/**
 * Holds an experiment to its definition's gate, or to conditions named here, against a baseline. Against one of another
 * dataset version, the items that say the same in both are compared. Limits on its own figures need no baseline.
 *
 * @throws ExperimentNotFoundError, GateMetricMissingError, GateConditionsMissingError, ComparisonPolicyInvalidError
 * @throws BaselineNotSetError, BaselineExperimentMissingError, and what reading a baseline file throws
 */
export async function gateExperiment(store: Store, request: GateRequest): Promise<GateReport> {
  const candidate = await requireExperiment(store, request.experiment);
  const conditions = conditionsOf(candidate, request);
  const policy = parseComparisonPolicy({ ...candidate.comparePolicy, ...request.policy });
  const isAlone = !needsBaseline(conditions) && request.baseline === undefined;
  const asked = {
    experiment: candidate,
    conditions,
    policy,
    readMeasurement: async () => await readMeasurement(store, candidate),
  };
  if (isAlone && (await store.getBaseline(candidate.definition)) === null)
    return await decideAlone(store, asked);
  const baseline = await nameBaseline(store, { reference: request.baseline, candidate });
  const { report, gate } = isSameItems(baseline, candidate)
    ? await decideWhole(store, { ...asked, baseline: baseline.experiment })
    : await decideSides({
        sides: await readSides(store, { candidate, repeated: [], baseline }),
        conditions,
        policy,
      });
  const look = { id: randomUUID(), datasetId: candidate.datasetId, now: new Date(), kind: "gate" as const };
  const counted = await countLook(store, report, look);
  // A store that cannot be written has told so in a warning more.
  const warnings = [...gate.warnings, ...counted.warnings.slice(report.warnings.length)];
  return { ...gate, warnings, looks: counted.named.looks };
}

async function decideWhole(
  store: Store,
  { baseline, policy, ...candidate }: AloneRequest & { readonly baseline: Experiment },
): Promise<{ readonly report: ComparisonReport; readonly gate: GateReport }> {
  const experiments = [baseline, candidate.experiment];
  const report = await compareExperiments(store, { experiments, baselineId: baseline.id, policy });
  return { report, gate: await gateCandidate(store, { ...candidate, report }) };
}

/** Then nothing has to be left out, and nothing of the items is kept in memory. */
function isSameItems(
  baseline: BaselineSource,
  candidate: Experiment,
): baseline is Extract<BaselineSource, { kind: "named" }> {
  if (baseline.kind !== "named") return false;
  const { datasetId, datasetVersion } = baseline.experiment;
  return datasetId !== candidate.datasetId || datasetVersion === candidate.datasetVersion;
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
