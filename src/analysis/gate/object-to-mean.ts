import type { GateCondition } from "../../domain/gate/gate.js";
import type { Store } from "../../domain/store.js";
import { formatInterval } from "../../formatting/format-interval.js";
import { formatNumber } from "../../formatting/format-number.js";
import { failureValue } from "../comparison/failure-value.js";
import { correctMean } from "../judge/correct-with-labels.js";
import { foreignLabelWords, labelReader } from "../judge/label-reader.js";
import type { GateMean, GateMeanRequest } from "./read-gate-mean.js";

/**
 * Why people's labels do not let a judged mean be held to a limit: corrected by them it lies on the other side of the limit
 * than the judge's. Null without labels, and where they object to nothing.
 */
export async function objectToMean(
  store: Store,
  {
    experiment,
    metric,
    condition,
    mean: { mean, range },
    policy,
  }: GateMeanRequest & { readonly condition: GateCondition; readonly mean: GateMean },
): Promise<string | null> {
  const { name, kind } = metric;
  if (kind !== "score" || mean === null) return null;
  if (!(await store.listLabelNames(experiment.id)).includes(name)) return null;
  const { toJudgeUnit, foreignLabel } = labelReader(range, policy.labelScales[name] ?? null);
  const labelled = { experimentId: experiment.id, metric: name, labelName: name, toJudgeUnit };
  const worst = await failureValue(store, { experiments: [experiment], metric }, policy);
  const options = { level: 1 - policy.alpha, failureValue: worst };
  const { estimate, interval, labelledItems } = await correctMean(store, labelled, options);
  const foreign = foreignLabel();
  if (foreign !== null) return foreignLabelWords(name, foreign);
  if (estimate === null) return null;
  const limit = [condition.minimum, condition.maximum].find(
    (one) => one !== undefined && mean >= one !== estimate >= one,
  );
  return limit === undefined
    ? null
    : `the judge's mean is ${formatNumber(mean)}, but corrected by people's labels of ${labelledItems} items it is ` +
        `${formatNumber(estimate)} ${formatInterval(interval)}, on the other side of ${limit}`;
}
