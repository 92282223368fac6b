import { readSpending } from "../../analysis/regression/read-spending.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";

/** A budget over several experiments, one after the other. */
export interface BudgetLeft {
  /** What is left; null = no bound. */
  usd(): number | null;
  /** The experiment, with its budget limited to what is left or to `atMostUsd`. */
  bound(experiment: Experiment, atMostUsd?: number | null): Experiment;
  /** Takes off what an experiment that has ended has spent. */
  spent(store: Pick<Store, "getSpending">, experiment: Experiment): Promise<void>;
}

/** A budget of so much; null = no bound. */
export function createBudget(totalUsd: number | null): BudgetLeft {
  let left = totalUsd;
  return {
    usd: () => left,
    bound(experiment, atMostUsd = null) {
      const bounds = [experiment.limits.budgetUsd, left, atMostUsd].filter((bound) => bound !== null);
      const budgetUsd = bounds.length === 0 ? null : Math.min(...bounds);
      return { ...experiment, limits: { ...experiment.limits, budgetUsd } };
    },
    async spent(store, experiment) {
      if (left !== null) left -= (await readSpending(store, [experiment])) ?? 0;
    },
  };
}
