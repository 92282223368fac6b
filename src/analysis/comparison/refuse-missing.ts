import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import { percent } from "../../formatting/percent.js";
import type { Decision, Evidence } from "./evidence.js";

/** A refusal because of values that are missing; null when the pairs that are left may speak. */
export function refuseMissing(
  { missingShare, differentialFailure }: Pick<Evidence, "missingShare" | "differentialFailure">,
  { missing }: ComparisonPolicy,
): Decision | null {
  if (missing.aboveShare !== undefined && missingShare > missing.aboveShare) {
    const [found, allowed] = [missingShare, missing.aboveShare].map((share) => percent(share, 1));
    const reason = `${found} of the items have no pair; the policy refuses a verdict above ${allowed}`;
    return { verdict: "insufficient_data", reason };
  }
  if (differentialFailure === null || !differentialFailure.isDifferential) return null;
  const { baselineMissing, candidateMissing, test, pValue } = differentialFailure;
  const units = test === "mcnemar" ? "items" : "runs";
  const only = test === "mcnemar" ? " only" : "";
  return {
    verdict: "inconclusive",
    reason:
      `values are not missing at random: ${candidateMissing} ${units} lack a value in the candidate${only}, ` +
      `${baselineMissing} in the baseline${only} (p ${pValue.toPrecision(2)}), so the pairs left may not be like all items`,
  };
}
