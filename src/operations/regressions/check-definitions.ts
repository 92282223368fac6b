import type { CheckedDefinition } from "../../domain/regression/checked-definition.js";
import { type CheckContext, checkDefinition, type PlannedCheck } from "./check-definition.js";

/** Checks definitions one after the other. What goes wrong with one says nothing of the others. */
export async function checkDefinitions(
  context: CheckContext,
  checks: readonly PlannedCheck[],
): Promise<readonly CheckedDefinition[]> {
  const checked: CheckedDefinition[] = [];
  for (const check of checks) {
    const result = await checkDefinition(context, check).catch((error: unknown): CheckedDefinition => {
      const reason = error instanceof Error ? error.message : String(error);
      const { name: definition } = check.definition;
      return { definition, outcome: "error", reason, experiment: null, verdict: null, costUsd: null };
    });
    checked.push(result);
  }
  return checked;
}
