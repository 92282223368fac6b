import { needsBaseline } from "../../analysis/gate/needs-baseline.js";
import type { ExperimentDefinition } from "../../config.js";
import type { BaselineSource } from "../../domain/baseline/baseline-source.js";
import type { CheckedDefinition } from "../../domain/regression/checked-definition.js";

/** The result for a definition whose gate compares with a baseline that does not exist; null when it can be checked. */
export function lacksBaseline(
  { name: definition, gate = {} }: ExperimentDefinition,
  baseline: BaselineSource | null,
): CheckedDefinition | null {
  if (baseline !== null || !needsBaseline(gate)) return null;
  const reason =
    `"${definition}" has no baseline. Set one: assay baseline set ${definition} EXPERIMENT --reason "…". To commit it: ` +
    `assay baseline export FILE ${definition}, with baseline: { file } in its definition. Only maxDrop needs one`;
  return { definition, outcome: "error", reason, experiment: null, verdict: null, costUsd: null };
}
