import type {
  CheckedDefinition,
  CheckOutcome,
  CheckReport,
} from "../../domain/regression/checked-definition.js";

/** What is worse comes first: what is proven bad is bad, whatever else could not be told. */
const WORST_FIRST: readonly CheckOutcome[] = ["failed", "error", "budget", "inconclusive", "passed"];

/** What checked definitions come to together: the worst outcome, and the cost of those whose cost is known. */
export function sumUpChecks(
  definitions: readonly CheckedDefinition[],
): Pick<CheckReport, "outcome" | "costUsd"> {
  const outcome = WORST_FIRST.find((one) => definitions.some((checked) => checked.outcome === one));
  const costs = definitions.map(({ costUsd }) => costUsd).filter((cost) => cost !== null);
  const costUsd = costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0);
  return { outcome: outcome ?? "passed", costUsd };
}
