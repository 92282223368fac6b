import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { GateReport } from "../../domain/gate/gate.js";
import type { Store } from "../../domain/store.js";
import { describeSide } from "../comparison/comparison-side.js";
import { gateCandidate } from "./gate-candidate.js";
import type { GateFigures } from "./gate-figures.js";
import type { GatedCandidate } from "./read-further-checks.js";

/** An experiment, and conditions none of which needs a baseline (`needsBaseline`). */
export interface AloneRequest extends Omit<GatedCandidate, "report"> {
  readonly policy: ComparisonPolicy;
}

/** Holds an experiment to limits on its own figures. @throws GateMetricUnknownError */
export async function decideAlone(store: Store, { policy, ...candidate }: AloneRequest): Promise<GateReport> {
  const { clusterBy } = policy;
  const { experiment } = candidate;
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
  return await gateCandidate(store, { ...candidate, report });
}
