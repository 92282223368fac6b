import type { BaselineSource } from "../../domain/baseline/baseline-source.js";
import { type ComparisonPolicy, parseComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { GatePolicy } from "../../domain/gate/gate.js";
import { GateConditionsMissingError } from "../../domain/gate/gate-errors.js";
import type { RegressionVerdict } from "../../domain/regression/regression-verdict.js";
import type { Store } from "../../domain/store.js";
import { decideAlone } from "../gate/decide-alone.js";
import { needsBaseline } from "../gate/needs-baseline.js";
import { decideSides } from "./decide-sides.js";
import { countPairs, decideState } from "./decide-state.js";
import { findWorstItems } from "./find-worst-items.js";
import { lookLevel } from "./look-level.js";
import { nextStep } from "./next-step.js";
import { readSides } from "./read-sides.js";
import { readSpending } from "./read-spending.js";
import { readWhole } from "./read-whole.js";
import type { RegressionComparison } from "./regression-comparison.js";

/**
 * Holds a candidate to its gate against a baseline, which a gate of limits alone does not need. Items whose content
 * changed since are left out of the pairs and counted. Where `next` says so, the caller takes that step and asks again.
 *
 * @throws GateConditionsMissingError when the candidate's definition has no gate.
 * @throws GateMetricUnknownError when its gate names a metric that neither side has.
 * @throws BaselineExperimentMissingError when the baseline's experiment is not in the store any more.
 */
export async function gateAgainstBaseline(
  store: Store,
  request: RegressionComparison,
): Promise<RegressionVerdict> {
  const { definition, candidate, repeated = [], baseline } = request;
  const conditions = candidate.gate ?? {};
  if (Object.keys(conditions).length === 0) throw new GateConditionsMissingError(candidate.name);
  const most = 1 + (definition.escalate?.repetitions ?? 0);
  const costUsd = await readSpending(store, [
    candidate,
    ...repeated,
    ...(baseline?.kind === "rerun" ? [baseline.experiment] : []),
  ]);
  const { id: experimentId, name: experiment, variant, datasetName, datasetVersion } = candidate;
  const shared = {
    schemaVersion: 1 as const,
    definition: definition.name,
    experimentId,
    experiment,
    variant,
    datasetName,
    datasetVersion,
    looks: { made: 1 + repeated.length, most },
    costUsd,
  };
  if (baseline === null && needsBaseline(conditions))
    return { ...shared, ...withoutBaseline(definition.name) };
  const given = parseComparisonPolicy({ ...candidate.comparePolicy });
  const policy = { ...given, alpha: lookLevel(given.alpha, most) };
  const decided =
    baseline === null
      ? await decideAgainstNothing(store, { candidate, repeated, conditions, policy })
      : await decideAgainst(store, { candidate, repeated, conditions, policy, baseline });
  const { state, gate } = decided;
  const isLenient = state === "inconclusive" && policy.onInconclusive === "lenient";
  const { sides, ...result } = decided;
  const verdict = { ...shared, ...result, accepted: state === "passed" || isLenient };
  const open = { request, sides, verdict, minimumPairs: policy.minimumPairs };
  const { next, usedUp } = await nextStep(store, open);
  return { ...verdict, warnings: [...gate.warnings, ...(usedUp === null ? [] : [usedUp])], next };
}

/** What is compared with what, by which conditions. */
interface GateRequest {
  readonly candidate: Experiment;
  readonly repeated: readonly Experiment[];
  readonly conditions: GatePolicy;
  readonly policy: ComparisonPolicy;
}

async function decideAgainst(store: Store, request: GateRequest & { readonly baseline: BaselineSource }) {
  const { candidate, conditions, policy } = request;
  const sides = await readSides(store, request);
  const { report, gate } = await decideSides({ sides, conditions, policy });
  const pairs = countPairs({ report, conditions, sides });
  return {
    ...decideState({ gate, policy, whole: sides.whole, compared: { report, pairs, sides } }),
    baseline: sides.reference,
    gate,
    pairs,
    worstItems: await findWorstItems(store, { report, gate, candidate }),
    sides,
  };
}

/** All conditions are limits on the candidate's own figures. */
async function decideAgainstNothing(store: Store, request: GateRequest) {
  const { conditions, policy } = request;
  const whole = await readWhole(store, request);
  const gate = await decideAlone(whole.store, {
    experiment: whole.candidate,
    conditions,
    policy,
    readMeasurement: async () => whole.measurement,
  });
  return {
    ...decideState({ gate, policy, whole, compared: null }),
    baseline: null,
    gate,
    pairs: null,
    worstItems: [],
    sides: null,
  };
}

function withoutBaseline(definition: string) {
  return {
    baseline: null,
    state: "no_baseline" as const,
    reason: `"${definition}" has no baseline. Set one: assay baseline set ${definition} EXPERIMENT --reason "…"`,
    accepted: false,
    gate: null,
    pairs: null,
    worstItems: [],
    itemsNeeded: null,
    next: null,
    warnings: [],
  };
}
