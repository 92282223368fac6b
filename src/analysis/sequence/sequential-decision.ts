import type { SequentialResult } from "../../domain/comparison/sequential-result.js";
import { counted } from "../../formatting/counted.js";
import { percent } from "../../formatting/percent.js";
import type { Decision } from "../comparison/evidence.js";

/** The verdict that a confidence sequence gives, with its reason. */
export function sequentialDecision({
  decision,
  decidedAtItems,
  itemsPlanned,
  alpha,
  interval,
  itemsMissing,
  refusal,
}: SequentialResult): Decision {
  const name = `the anytime-valid ${percent(1 - alpha)} interval`;
  if (refusal !== null) return { verdict: "insufficient_data", reason: refusal };
  if (interval === null)
    return { verdict: "insufficient_data", reason: `${name} is undefined: no item has ended` };
  const missing = counted(itemsMissing, "missing value");
  if (decision === "undecided") {
    const atWorst = itemsMissing === 0 ? "" : `, with the ${missing} at the worst that they can be,`;
    return { verdict: "inconclusive", reason: `${name}${atWorst} includes zero` };
  }
  const when = `after ${decidedAtItems} of ${itemsPlanned} items`;
  const whatever = itemsMissing === 0 ? "" : `, whatever the ${missing} would have been`;
  if (decision === "futile")
    return { verdict: "equivalent", reason: `${name} lay within the futility margin ${when}${whatever}` };
  return { verdict: decision, reason: `${name} excluded zero ${when}${whatever}` };
}
