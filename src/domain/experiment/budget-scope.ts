import type { Experiment } from "./experiment.js";

type Spender = Pick<Experiment, "id" | "comparisonId">;

/** Whose budget and whose slots an experiment's calls share: its comparison's where it has one, else its own. */
export function budgetScope({ id, comparisonId }: Spender): string {
  return comparisonId ?? id;
}

/** All that an experiment's calls are counted for. */
export function spendingScopes(experiment: Spender): readonly string[] {
  return [...new Set([experiment.id, budgetScope(experiment)])];
}
