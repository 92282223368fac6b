import type { SequentialResult } from "../../domain/comparison/sequential-result.js";
import { percent } from "../../formatting/percent.js";
import type { Decision } from "../comparison/evidence.js";

/** The verdict that a confidence sequence gives, with its reason. */
export function sequentialDecision({
  decision,
  decidedAtItems,
  itemsPlanned,
  alpha,
  interval,
  refusal,
}: SequentialResult): Decision {
  const name = `the anytime-valid ${percent(1 - alpha)} interval`;
  if (refusal !== null) return { verdict: "insufficient_data", reason: refusal };
  if (interval === null)
    return { verdict: "insufficient_data", reason: `${name} is undefined: no item has ended` };
  if (decision === "undecided") return { verdict: "inconclusive", reason: `${name} includes zero` };
  const when = `after ${decidedAtItems} of ${itemsPlanned} items`;
  if (decision === "futile")
    return { verdict: "equivalent", reason: `${name} lay within the futility margin ${when}` };
  return { verdict: decision, reason: `${name} excluded zero ${when}` };
}
