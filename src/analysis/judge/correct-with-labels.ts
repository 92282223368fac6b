import { type LabelCorrection, MINIMUM_LABELS, NOT_RANDOM } from "../../domain/label/label-correction.js";
import type { LabelStore } from "../../domain/label/label-store.js";
import type { ScoreStore } from "../../domain/score/score-store.js";
import { describe } from "../../statistics/describe.js";
import { studentTQuantile } from "../../statistics/distributions/student-t.js";
import { welchTTest } from "../../statistics/hypothesis-tests/welch-t-test.js";
import { createRandom, FIXED_SEED } from "../../statistics/seeded-random.js";
import { signFlipTest } from "../../statistics/sign-flip-test.js";
import { correctedMean } from "./corrected-mean.js";
import {
  type LabelledItem,
  type LabelledMetric,
  pairLabelledItems,
  readLabelledItems,
  type ScoredFailures,
} from "./labelled-items.js";

/** Where labels, judged values and failures are read. */
type LabelledRuns = Pick<LabelStore, "streamRunValues"> & Pick<ScoreStore, "streamItemFailures">;

/** How a judged figure is corrected. */
interface CorrectionOptions {
  /** Of the interval. */
  readonly level: number;
  /** What a failed run counts as; null = nothing, its value is missing. */
  readonly failureValue: number | null;
}

/** The mean of a judged metric, corrected by the labels in the store. */
export async function correctMean(
  store: LabelledRuns,
  metric: LabelledMetric,
  { level, failureValue }: CorrectionOptions,
): Promise<LabelCorrection> {
  const failures = failuresOf(store, metric.experimentId, failureValue);
  const items = await readLabelledItems(store, metric, failures);
  return correctItems([...items.values()], { labelName: metric.labelName, level });
}

/** The mean difference candidate − baseline of a judged metric, paired by item and corrected by the labels. */
export async function correctDifference(
  store: LabelledRuns,
  {
    baselineId,
    candidateId,
    ...names
  }: Omit<LabelledMetric, "experimentId"> & { readonly baselineId: string; readonly candidateId: string },
  {
    level,
    failureValue,
    without,
  }: CorrectionOptions & {
    /** Items that are not the same in both dataset versions; null where the version is the same. */
    readonly without: ReadonlySet<string> | null;
  },
): Promise<LabelCorrection> {
  const read = (experimentId: string): Promise<ReadonlyMap<string, LabelledItem>> =>
    readLabelledItems(store, { ...names, experimentId }, failuresOf(store, experimentId, failureValue));
  const baseline = await read(baselineId);
  const candidate = await read(candidateId);
  const pairs = pairLabelledItems(baseline, candidate, without);
  return correctItems(pairs, { labelName: names.labelName, level });
}

function failuresOf(store: LabelledRuns, experimentId: string, value: number | null): ScoredFailures | null {
  return value === null ? null : { value, ofItems: store.streamItemFailures(experimentId) };
}

/**
 * The mean of judged items, corrected by people's labels (`correctedMean`); withheld, with the reason, where they are few, not
 * a random part, or do not vary.
 *
 * Shapes  items: one per item; unlabelled ones may be none, and then people's mean stands alone.
 */
export function correctItems(
  items: readonly LabelledItem[],
  { labelName, level }: { readonly labelName: string; readonly level: number },
): LabelCorrection {
  const asked = items.filter(({ isFailed }) => isFailed !== true);
  const failed = items.filter(({ isFailed }) => isFailed === true);
  const labelled = asked.flatMap(({ label, known = 0 }) => (label === null ? [] : [{ ...label, known }]));
  const human = labelled.map((label) => label.human);
  const unlabelled = asked.filter(({ label }) => label === null);
  const n = labelled.length;
  const selectionPValue = selectionOf(asked, level);
  const known = {
    labelName,
    labelledItems: n,
    unlabelledItems: unlabelled.length,
    failedItems: failed.length,
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
  const corrected = correctedMean({ labelled, unlabelled, failed });
  if (corrected === null)
    return withheld(`the ${n} labels leave no variance; without it there is no interval`);
  const { estimate, standardError, judgeWeight, degreesOfFreedom } = corrected;
  const half = -studentTQuantile((1 - level) / 2, degreesOfFreedom) * standardError;
  const interval = { level, lower: estimate - half, upper: estimate + half };
  return { ...known, estimate, standardError, interval, judgeWeight, reason: null };
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
