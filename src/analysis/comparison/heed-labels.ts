import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import { formatDifference } from "../../formatting/format-difference.js";
import { formatInterval } from "../../formatting/format-interval.js";
import { formatPValue } from "../../formatting/format-p-value.js";
import type { LabelledDifference } from "../judge/label-corrections.js";
import { foreignLabelWords } from "../judge/label-reader.js";

/**
 * Takes a verdict back that people's labels contradict, and says in every case what they say.
 *
 * Method  a verdict for one side is contradicted when the difference corrected by the labels (PPI++) points to the other, or
 *         when it is not what the judge says (its interval leaves the judge's figure out) and shows nothing; "equivalent" when
 *         the corrected difference is shown, beyond the margin. Where the labels give no corrected figure, by people seeing
 *         the contrary on the items that they labelled (sign-flip test). What is contradicted is inconclusive. A verdict that was
 *         none is objected to when the corrected difference is shown and another than the judge's.
 */
export function heedLabels(
  difference: MetricDifference,
  labels: LabelledDifference | null,
  { alpha }: { readonly alpha: number },
): MetricDifference {
  if (labels === null) return difference;
  const labelObjection = objectionOf(difference, labels, alpha);
  const { verdict, reason } = difference;
  if (labelObjection === null) {
    const beside = besideOf(difference, labels);
    return beside === null ? difference : { ...difference, reason: `${reason}; ${beside}` };
  }
  const isVerdict = verdict === "better" || verdict === "worse" || verdict === "equivalent";
  return isVerdict
    ? {
        ...difference,
        labelObjection,
        verdict: "inconclusive",
        reason: `the judge alone says ${verdict}, but ${labelObjection}`,
      }
    : { ...difference, labelObjection, reason: `${reason}; ${labelObjection}` };
}

function objectionOf(
  difference: MetricDifference,
  { correction, foreignLabel }: LabelledDifference,
  alpha: number,
): string | null {
  const { metric, verdict, meanDifference, equivalence } = difference;
  if (foreignLabel !== null) return foreignLabelWords(metric, foreignLabel);
  const { estimate, interval, humanEstimate, humanPValue, labelledItems } = correction;
  const said = meanDifference === null ? 0 : Math.sign(meanDifference);
  const isOneSided = (verdict === "better" || verdict === "worse") && said !== 0;
  if (estimate !== null && interval !== null) {
    const showsNothing = interval.lower <= 0 && interval.upper >= 0;
    const isOtherFigure =
      meanDifference !== null && (meanDifference < interval.lower || meanDifference > interval.upper);
    const isOpposite = Math.sign(estimate) === -said;
    const isBeyond = equivalence !== null && Math.abs(estimate) > equivalence.margin;
    const found = `corrected by people's labels of ${labelledItems} items the difference is ${correctedFigure(correction)}`;
    if (isOneSided) {
      if (isOpposite) return `${found}, ${showsNothing ? "which points the other way" : "the other way"}`;
      return isOtherFigure && showsNothing ? `${found}, which shows no difference` : null;
    }
    if (verdict === "equivalent") return isBeyond && !showsNothing ? `${found}, beyond the margin` : null;
    return isOtherFigure && !showsNothing ? found : null;
  }
  const isOpposite = humanEstimate !== null && humanEstimate !== 0 && Math.sign(humanEstimate) === -said;
  return isOneSided && isOpposite && humanPValue !== null && humanPValue <= alpha
    ? `people see the contrary on the ${labelledItems} items that they labelled (${formatDifference(humanEstimate)}, p ${formatPValue(humanPValue)})`
    : null;
}

/** What labels say that object to nothing. */
function besideOf(
  { verdict, meanDifference }: MetricDifference,
  { correction }: LabelledDifference,
): string | null {
  if (verdict === "incomparable" || verdict === "insufficient_data") return null;
  const { estimate, humanEstimate, labelledItems, reason } = correction;
  if (estimate !== null)
    return `corrected by people's labels of ${labelledItems} items it is ${correctedFigure(correction)}`;
  const isOpposite =
    humanEstimate !== null && Math.sign(humanEstimate) * Math.sign(meanDifference ?? 0) === -1;
  return labelledItems === 0
    ? `people labelled no item on both sides`
    : `${isOpposite ? "people see the contrary on the items that they labelled, but " : "no correction by labels: "}${reason}`;
}

function correctedFigure({ estimate, interval }: LabelledDifference["correction"]): string {
  return `${formatDifference(estimate)} ${formatInterval(interval, formatDifference)}`;
}
