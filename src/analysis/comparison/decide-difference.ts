import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MissingBounds } from "../../domain/comparison/difference-reliability.js";
import type {
  DifferenceBounds,
  MetricDifference,
  MetricRange,
} from "../../domain/comparison/metric-difference.js";
import type { MetricKind } from "../../domain/experiment/experiment-summary.js";
import type { PairedSample } from "../items/paired-sample.js";
import { differenceBounds, equivalencePValue } from "./difference-bounds.js";
import { type PairTests, testPairs } from "./test-pairs.js";
import type { WorstCaseFills } from "./worst-case-fills.js";

/** Two one-sided tests before they are corrected for their family. */
export type SingleEquivalence = Omit<
  NonNullable<MetricDifference["equivalence"]>,
  "pValueAdjusted" | "isEquivalent"
>;

/** What a fixed number of items says about a difference, missing values included at their worst. */
export interface DecidedDifference extends PairTests {
  readonly bounds: DifferenceBounds | null;
  readonly equivalence: SingleEquivalence | null;
  readonly missingBounds: MissingBounds | null;
  /** `pValue` of the pairs alone, without what is missing. */
  readonly pValueOfPairs: number | null;
  /** The interval that decides, at another level. */
  readonly intervalAt: (level: number) => PairTests["interval"];
}

/** What is known beside the values. */
export interface DecisionSetting {
  readonly kind: MetricKind;
  readonly range: MetricRange | null;
  readonly fills: WorstCaseFills | null;
  readonly alpha: ComparisonPolicy["alpha"];
  readonly margin: number | null;
}

/**
 * Decides about one difference: the tests of the pairs, and the same tests with the missing values at their extremes. The
 * p-value is the largest, 1 where the extremes have another sign; interval and bounds hold whatever is missing.
 */
export function decideDifference(
  sample: Pick<PairedSample, "differences" | "clusters" | "isBinary">,
  setting: DecisionSetting,
): DecidedDifference {
  const { kind, range, fills, alpha, margin } = setting;
  const nature = { kind, range };
  const samples =
    fills === null
      ? [sample]
      : [
          sample,
          { ...sample, differences: fills.lowest, clusters: fills.clusters },
          { ...sample, differences: fills.highest, clusters: fills.clusters },
        ];
  const level = 1 - alpha;
  const test = (at: number): readonly PairTests[] =>
    samples.map((pairs) => testPairs({ ...pairs, nature }, at));
  const [observed, lowest, highest] = test(level) as [PairTests, PairTests?, PairTests?];
  const worst = worstOf([observed, lowest, highest].filter((tests) => tests !== undefined));
  const bounds = boundsOf(samples, { range, alpha });
  return {
    ...observed,
    ...worst,
    pValueOfPairs: observed.pValue,
    bounds,
    equivalence: margin === null ? null : equivalenceOf(samples, { range, alpha, margin, bounds }),
    missingBounds:
      lowest === undefined || highest === undefined
        ? null
        : {
            items: fills?.items ?? 0,
            lowest: { meanDifference: lowest.meanDifference as number, interval: lowest.interval },
            highest: { meanDifference: highest.meanDifference as number, interval: highest.interval },
            isStable: (worst.pValue ?? 1) <= alpha === (observed.pValue ?? 1) <= alpha,
          },
    intervalAt: (at) => (at === level ? worst.interval : worstOf(test(at)).interval),
  };
}

function worstOf(
  tests: readonly PairTests[],
): Pick<PairTests, "pValue" | "pValueMethod" | "interval" | "intervalMethod"> {
  const observed = tests[0] as PairTests;
  const { interval, intervalMethod, pValue, pValueMethod } = observed;
  if (tests.length === 1 || interval === null || pValue === null)
    return { pValue, pValueMethod, interval, intervalMethod };
  const signs = new Set(tests.map(({ meanDifference }) => Math.sign(meanDifference ?? 0)));
  const largest = signs.size > 1 ? 1 : Math.max(...tests.map((test) => test.pValue ?? 1));
  const intervals = tests.map((test) => test.interval ?? interval);
  return {
    pValue: largest,
    pValueMethod: largest === pValue ? pValueMethod : "missing_values",
    interval: {
      level: interval.level,
      lower: Math.min(...intervals.map(({ lower }) => lower)),
      upper: Math.max(...intervals.map(({ upper }) => upper)),
    },
    intervalMethod,
  };
}

type Samples = readonly Pick<PairedSample, "differences" | "clusters">[];

function boundsOf(
  samples: Samples,
  { range, alpha }: { readonly range: MetricRange | null; readonly alpha: number },
): DifferenceBounds | null {
  const all = samples.map((sample) => differenceBounds({ ...sample, range }, alpha));
  const [first] = all;
  if (first === undefined || first === null || all.some((bounds) => bounds === null)) return null;
  const known = all as readonly DifferenceBounds[];
  return {
    method: first.method,
    lower: Math.min(...known.map(({ lower }) => lower)),
    upper: Math.max(...known.map(({ upper }) => upper)),
  };
}

function equivalenceOf(
  samples: Samples,
  {
    range,
    alpha,
    margin,
    bounds,
  }: {
    readonly range: MetricRange | null;
    readonly alpha: number;
    readonly margin: number;
    readonly bounds: DifferenceBounds | null;
  },
): SingleEquivalence | null {
  if (bounds === null) return null;
  const pValues = samples.map((sample) => equivalencePValue({ ...sample, range }, { margin, alpha }));
  if (pValues.some((pValue) => pValue === null)) return null;
  const { lower, upper } = bounds;
  return {
    margin,
    pValue: Math.max(...(pValues as number[])),
    interval: { level: 1 - 2 * alpha, lower, upper },
  };
}
