import { type LabelCorrection, MINIMUM_LABELS, NOT_RANDOM } from "../../domain/label/label-correction.js";
import type { LabelStore } from "../../domain/label/label-store.js";
import { describe, sizeOf } from "../../statistics/describe.js";
import { studentTQuantile } from "../../statistics/distributions/student-t.js";
import { welchTTest } from "../../statistics/hypothesis-tests/welch-t-test.js";
import { predictionPoweredMean } from "../../statistics/judge-quality/prediction-powered-mean.js";
import { isNegligibleSpread } from "../../statistics/negligible-spread.js";
import { createRandom, FIXED_SEED } from "../../statistics/seeded-random.js";
import { signFlipTest } from "../../statistics/sign-flip-test.js";
import { tInterval } from "../../statistics/t-interval.js";

/** A metric of an experiment and the name under which people labelled the same thing. */
export interface LabelledMetric {
  readonly experimentId: string;
  readonly metric: string;
  readonly labelName: string;
  /** A label in the judge's unit; as it is when left out. */
  readonly toJudgeUnit?: (label: number) => number;
}

/** A judge's value of an item, and people's where they gave one, with the judge's value of exactly those runs. */
export interface LabelledItem {
  readonly judge: number;
  readonly label: { readonly human: number; readonly judge: number } | null;
  /** Of a pair: the judge's values on each side, whose difference may hide how the labelled items were chosen. */
  readonly sides?: readonly [number, number];
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
    pairs.push({ judge: after.judge - before.judge, label, sides: [before.judge, after.judge] });
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
  const selectionPValue = selectionOf(items, level);
  const known = {
    labelName,
    labelledItems: n,
    unlabelledItems: judgeOnUnlabelled.length,
    judgeEstimate: describe(items.map(({ judge }) => judge)).mean,
    humanEstimate: describe(human).mean,
    humanPValue: items.some(({ sides }) => sides !== undefined)
      ? signFlipTest(human, { random: createRandom(FIXED_SEED) }).pValue
      : null,
    selectionPValue,
  };
  const withheld = (reason: string): LabelCorrection => ({
    ...known,
    estimate: null,
    standardError: null,
    interval: null,
    judgeWeight: null,
    reason,
  });
  if (n < MINIMUM_LABELS)
    return withheld(
      `${n} ${n === 1 ? "item is" : "items are"} labelled; a corrected figure needs at least ${MINIMUM_LABELS}, chosen at random`,
    );
  if (selectionPValue !== null && selectionPValue < NOT_RANDOM)
    return withheld(
      `the judge scores labelled and other items differently (p ${selectionPValue.toExponential(1)}); a corrected figure needs labels of items chosen at random`,
    );
  const corrected = estimateMean({ human, judgeOnLabelled, judgeOnUnlabelled }, level);
  return corrected === null
    ? withheld(`the ${n} labels leave no variance; without it there is no interval`)
    : { ...known, ...corrected, reason: null };
}

/** The smallest p of the judge scoring labelled and other items alike, of the values and of each side of pairs. */
function selectionOf(items: readonly LabelledItem[], level: number): number | null {
  const readings: readonly ((item: LabelledItem) => number)[] = [
    ({ judge }) => judge,
    ({ judge, sides }) => sides?.[0] ?? judge,
    ({ judge, sides }) => sides?.[1] ?? judge,
  ];
  const pValues = readings
    .map((readValue) => {
      const [baseline, candidate] = [true, false].map((hasLabel) =>
        items.filter(({ label }) => (label !== null) === hasLabel).map(readValue),
      ) as [number[], number[]];
      return welchTTest({ baseline, candidate }, { level }).pValue;
    })
    .filter((pValue) => pValue !== null);
  return pValues.length === 0 ? null : Math.min(...pValues);
}

/** Null where nothing varies: a point would look like certainty. */
function estimateMean(
  sample: Parameters<typeof predictionPoweredMean>[0],
  level: number,
): Pick<LabelCorrection, "estimate" | "standardError" | "interval" | "judgeWeight"> | null {
  const n = sample.human.length;
  if (sample.judgeOnUnlabelled.length === 0) {
    const { mean, standardError } = describe(sample.human);
    if (standardError === 0) return null;
    return {
      estimate: mean,
      standardError,
      interval: tInterval({ n, mean, standardError }, level),
      judgeWeight: 0,
    };
  }
  const { estimate, standardError, lambda } = predictionPoweredMean(sample, { level });
  const size = Math.max(...Object.values(sample).map((values) => sizeOf(describe(values))));
  if (estimate === null || standardError === null || isNegligibleSpread(standardError, size)) return null;
  const widened = standardError * Math.sqrt(n / (n - 2));
  const half = -studentTQuantile((1 - level) / 2, n - 2) * widened;
  const interval = { level, lower: estimate - half, upper: estimate + half };
  return { estimate, standardError: widened, interval, judgeWeight: lambda };
}

/** Judge and label per item: repetitions averaged, labels of several annotators too. */
export async function readLabelledItems(
  store: LabelStore,
  { experimentId, metric, labelName, toJudgeUnit = (label) => label }: LabelledMetric,
): Promise<ReadonlyMap<string, LabelledItem>> {
  const labels = new Map<string, number[]>();
  for await (const { runId, value } of store.streamRunValues({
    experimentId,
    name: labelName,
    of: "labels",
  })) {
    labels.set(runId, [...(labels.get(runId) ?? []), toJudgeUnit(value)]);
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
