import { type LabelCorrection, MINIMUM_LABELS } from "../domain/label-correction.js";
import type { LabelStore } from "../domain/label-store.js";
import { describe } from "../statistics/describe.js";
import { studentTQuantile } from "../statistics/distributions/student-t.js";
import { welchTTest } from "../statistics/hypothesis-tests/welch-t-test.js";
import { predictionPoweredMean } from "../statistics/judge-quality/prediction-powered-mean.js";
import { tInterval } from "../statistics/t-interval.js";

/** A metric of an experiment and the name under which people labelled the same thing. */
export interface LabelledMetric {
  readonly experimentId: string;
  readonly metric: string;
  readonly labelName: string;
}

/** A judge's value of an item, and people's where they gave one, with the judge's value of exactly those runs. */
export interface LabelledItem {
  readonly judge: number;
  readonly label: { readonly human: number; readonly judge: number } | null;
}

/** The mean of a judged metric, corrected by the labels in the store. */
export async function correctMean(
  store: LabelStore,
  metric: LabelledMetric,
  { level }: { readonly level: number },
): Promise<LabelCorrection> {
  const items = await readLabelledItems(store, metric);
  return correctItems([...items.values()], { labelName: metric.labelName, level });
}

/** The mean difference candidate − baseline of a judged metric, paired by item and corrected by the labels. */
export async function correctDifference(
  store: LabelStore,
  {
    baselineId,
    candidateId,
    ...names
  }: Omit<LabelledMetric, "experimentId"> & { readonly baselineId: string; readonly candidateId: string },
  { level }: { readonly level: number },
): Promise<LabelCorrection> {
  const baseline = await readLabelledItems(store, { ...names, experimentId: baselineId });
  const candidate = await readLabelledItems(store, { ...names, experimentId: candidateId });
  return correctItems(pairLabelledItems(baseline, candidate), { labelName: names.labelName, level });
}

/** Items with a judge's value on both sides as differences; labelled where people labelled both sides. */
export function pairLabelledItems(
  baseline: ReadonlyMap<string, LabelledItem>,
  candidate: ReadonlyMap<string, LabelledItem>,
): readonly LabelledItem[] {
  const pairs: LabelledItem[] = [];
  for (const [itemId, before] of baseline) {
    const after = candidate.get(itemId);
    if (after === undefined) continue;
    const label =
      before.label === null || after.label === null
        ? null
        : {
            human: after.label.human - before.label.human,
            judge: after.label.judge - before.label.judge,
          };
    pairs.push({ judge: after.judge - before.judge, label });
  }
  return pairs;
}

/**
 * PPI++ over items, with the t quantile and divisor n − 2 of the labels, since the judge's weight is estimated from
 * them like a slope: at 15 labels the textbook's normal interval misses nearly twice as often as it says
 * (docs/statistics.md).
 *
 * Shapes  items: one per item; unlabelled ones may be none, and then people's mean stands alone.
 */
export function correctItems(
  items: readonly LabelledItem[],
  { labelName, level }: { readonly labelName: string; readonly level: number },
): LabelCorrection {
  const labelled = items.flatMap(({ label }) => (label === null ? [] : [label]));
  const human = labelled.map((label) => label.human);
  const judgeOnLabelled = labelled.map((label) => label.judge);
  const judgeOnUnlabelled = items.filter(({ label }) => label === null).map(({ judge }) => judge);
  const n = labelled.length;
  const known = {
    labelName,
    labelledItems: n,
    unlabelledItems: judgeOnUnlabelled.length,
    judgeEstimate: describe(items.map(({ judge }) => judge)).mean,
    humanEstimate: describe(human).mean,
    selectionPValue: welchTTest({ baseline: judgeOnLabelled, candidate: judgeOnUnlabelled }, { level })
      .pValue,
  };
  const nothing = { estimate: null, standardError: null, interval: null, judgeWeight: null };
  if (n < MINIMUM_LABELS) {
    const reason = `${n} items are labelled; a corrected figure needs at least ${MINIMUM_LABELS}, chosen at random`;
    return { ...known, ...nothing, reason };
  }
  if (judgeOnUnlabelled.length === 0) {
    const sample = describe(human);
    const { mean: estimate, standardError } = sample;
    return {
      ...known,
      estimate,
      standardError,
      interval: tInterval(sample, level),
      judgeWeight: 0,
      reason: null,
    };
  }
  const sample = { human, judgeOnLabelled, judgeOnUnlabelled };
  const { estimate, standardError, lambda } = predictionPoweredMean(sample, { level });
  const widened = (standardError as number) * Math.sqrt(n / (n - 2));
  const half = -studentTQuantile((1 - level) / 2, n - 2) * widened;
  return {
    ...known,
    estimate,
    standardError: widened,
    interval: { level, lower: (estimate as number) - half, upper: (estimate as number) + half },
    judgeWeight: lambda,
    reason: null,
  };
}

/** Judge and label per item: repetitions averaged, labels of several annotators too. */
export async function readLabelledItems(
  store: LabelStore,
  { experimentId, metric, labelName }: LabelledMetric,
): Promise<ReadonlyMap<string, LabelledItem>> {
  const labels = new Map<string, number[]>();
  for await (const { runId, value } of store.streamRunValues({
    experimentId,
    name: labelName,
    of: "labels",
  })) {
    labels.set(runId, [...(labels.get(runId) ?? []), value]);
  }
  const items = new Map<string, { judge: number[]; human: number[]; judgeOfLabelled: number[] }>();
  for await (const run of store.streamRunValues({ experimentId, name: metric, of: "evaluations" })) {
    const item = items.get(run.itemId) ?? { judge: [], human: [], judgeOfLabelled: [] };
    item.judge.push(run.value);
    const given = labels.get(run.runId);
    if (given !== undefined) {
      item.human.push(average(given));
      item.judgeOfLabelled.push(run.value);
    }
    items.set(run.itemId, item);
  }
  return new Map(
    [...items].map(([itemId, { judge, human, judgeOfLabelled }]) => [
      itemId,
      {
        judge: average(judge),
        label: human.length === 0 ? null : { human: average(human), judge: average(judgeOfLabelled) },
      },
    ]),
  );
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
