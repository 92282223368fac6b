import { budgetScope } from "../domain/experiment/budget-scope.js";
import {
  BudgetExhaustedError,
  BudgetOccupiedError,
  ModelPriceUnknownError,
} from "../domain/model/model-errors.js";
import { counted } from "../formatting/counted.js";
import { formatUsd } from "../formatting/format-usd.js";
import type { CallPlace } from "./call-place.js";
import type { CallEstimate } from "./estimate-call.js";
import type { RecordedCall } from "./model-observation.js";
import type { ActivityPorts } from "./ports.js";

/**
 * Reserves a call in the budget of its experiment or comparison, before it is sent.
 *
 * @throws ModelPriceUnknownError, BudgetOccupiedError while calls in flight hold the rest, BudgetExhaustedError
 */
export async function admitCall(
  ports: Pick<ActivityPorts, "store" | "now">,
  place: Pick<CallPlace, "experiment">,
  {
    recorded: { id, description },
    estimate,
  }: { readonly recorded: RecordedCall; readonly estimate: CallEstimate },
): Promise<void> {
  const scope = budgetScope(place.experiment);
  const { budgetUsd, budgetTokens } = place.experiment.limits;
  if (budgetUsd !== null && estimate.costUsd === null) throw new ModelPriceUnknownError(description.id);
  const admission = await ports.store.reserveCall({
    id,
    experimentId: place.experiment.id,
    scope,
    at: ports.now(),
    budget: { usd: budgetUsd, tokens: budgetTokens },
    estimate,
  });
  if (admission === "wait") throw new BudgetOccupiedError();
  if (admission === "exhausted") {
    const spent = await ports.store.getSpending(scope);
    throw new BudgetExhaustedError(
      `The budget (${describeBudget(budgetUsd, budgetTokens)}) leaves nothing for another call: ` +
        `${formatUsd(spent.costUsd)} and ${counted(spent.tokens, "token")} are spent in ${counted(spent.calls, "call")}.`,
    );
  }
}

function describeBudget(usd: number | null, tokens: number | null): string {
  const parts = [usd === null ? null : `${usd} USD`, tokens === null ? null : counted(tokens, "token")];
  return parts.filter((part) => part !== null).join(", ");
}
