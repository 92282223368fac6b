import { type AnswerFunction, isProviderFault } from "../provider-answer.js";
import type { ProviderUsage } from "../provider-usage.js";

/** Gives every answer the same token counts, so that costs can be worked out by hand. Faults stay as they are. */
export function pricedUsage(
  parameters: Partial<ProviderUsage> & { readonly answer: AnswerFunction },
): AnswerFunction {
  const { answer, ...usage } = parameters;
  return async (request) => {
    const given = await answer(request);
    return isProviderFault(given) ? given : { ...given, usage };
  };
}
