import { parseComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import { GateConditionsMissingError } from "../../domain/gate/gate-errors.js";
import type { RegressionVerdict } from "../../domain/regression/regression-verdict.js";
import type { Store } from "../../domain/store.js";
import { decideSides } from "./decide-sides.js";
import { countPairs, decideState } from "./decide-state.js";
import { findWorstItems } from "./find-worst-items.js";
import { nextStep } from "./next-step.js";
import { readSides } from "./read-sides.js";
import { readSpending } from "./read-spending.js";
import type { RegressionComparison } from "./regression-comparison.js";

/**
 * Holds a candidate to its gate against a baseline. Items whose content changed since are left out of the pairs and
 * counted. Where `next` says so, the caller takes that step and asks again.
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
  if (baseline === null) return { ...shared, ...withoutBaseline(definition.name) };
  const given = parseComparisonPolicy({ ...candidate.comparePolicy });
  const policy = { ...given, alpha: lookLevel(given.alpha, most) };
  const sides = await readSides(store, { candidate, repeated, baseline });
  const { report, gate } = await decideSides({ sides, conditions, policy });
  const pairs = countPairs({ report, conditions, sides });
  const decided = decideState({ gate, report, conditions, pairs, sides, policy });
  const isLenient = decided.state === "inconclusive" && policy.onInconclusive === "lenient";
  const verdict = {
    ...shared,
    ...decided,
    baseline: sides.reference,
    accepted: decided.state === "passed" || isLenient,
    gate,
    pairs,
    worstItems: await findWorstItems(store, { report, gate, candidate }),
  };
  const { minimumPairs } = policy;
  const open = { request: { ...request, baseline }, sides, verdict, minimumPairs };
  const { next, usedUp } = await nextStep(store, open);
  return { ...verdict, warnings: [...gate.warnings, ...(usedUp === null ? [] : [usedUp])], next };
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

/**
 * The error rate of each look at a gate that may be looked at so many times.
 *
 * Method  alpha divided by the looks (Bonferroni): whatever the looks share, as they do the items and all repetitions
 *         but the last, a false decision at any of them has at most the rate alpha. Fixed beforehand, so that stopping at
 *         the first look that decides changes nothing.
 */
function lookLevel(alpha: number, looks: number): number {
  return alpha / looks;
}
