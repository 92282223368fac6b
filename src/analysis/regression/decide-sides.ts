import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";
import type { GatePolicy, GateReport } from "../../domain/gate/gate.js";
import { compareExperiments } from "../comparison/compare-experiments.js";
import { gateCandidate } from "../gate/gate-candidate.js";
import { summarizeExperiment } from "../summary/summarize-experiment.js";
import type { RegressionSides } from "./read-sides.js";

/** Both sides with what is asked of the candidate. */
export interface SidesToDecide {
  readonly sides: RegressionSides;
  readonly conditions: GatePolicy;
  readonly policy: ComparisonPolicy;
}

/** Differences are of the items that are the same on both sides; means are of all that the candidate ran. */
export async function decideSides({
  sides,
  conditions,
  policy,
}: SidesToDecide): Promise<{ readonly report: ComparisonReport; readonly gate: GateReport }> {
  const { paired, whole } = sides;
  const compared = await compareExperiments(paired.store, {
    experiments: [paired.baseline, paired.candidate],
    baselineId: paired.baseline.id,
    policy,
  });
  const { metrics } = await summarizeExperiment(whole.store, whole.candidate);
  const report: ComparisonReport = {
    ...compared,
    experiments: compared.experiments.map((side) => (side.isBaseline ? side : { ...side, metrics })),
    warnings: [...compared.warnings, ...leftOut(sides)],
  };
  const gate = await gateCandidate(whole.store, {
    experiment: whole.candidate,
    conditions,
    report,
    readMeasurement: async () => whole.measurement,
  });
  return { report, gate };
}

function leftOut({ pairs: { candidate, changedContent, added, removed } }: RegressionSides): string[] {
  if (changedContent + added + removed === 0) return [];
  return [
    `compared are the ${candidate.items.length} items that are the same as in the baseline: ` +
      `${changedContent} changed, ${added} were added, ${removed} are gone`,
  ];
}
