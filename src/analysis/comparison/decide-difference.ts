import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MissingBounds } from "../../domain/comparison/difference-reliability.js";
import type { MetricRange } from "../../domain/comparison/metric-difference.js";
import type { MetricKind } from "../../domain/experiment/experiment-summary.js";
import type { PairedSample } from "../items/paired-sample.js";
import { type PairTests, testPairs } from "./test-pairs.js";
import { unseenJump } from "./test-unseen-items.js";
import { unitSteadiness } from "./unit-steadiness.js";
import type { WorstCaseFills } from "./worst-case-fills.js";

/** What a fixed number of items says about a difference, missing values included at their worst. */
export interface DecidedDifference extends PairTests {
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
}

/**
 * Decides about one difference: the tests of the pairs, and the same tests with the missing values at their extremes. The
 * p-value is the largest, 1 where the extremes have another sign; the interval holds whatever is missing.
 */
export function decideDifference(
  sample: Pick<PairedSample, "differences" | "clusters" | "isBinary">,
  setting: DecisionSetting,
): DecidedDifference {
  const { kind, range, fills, alpha } = setting;
  const nature = { kind, range };
  const samples = filledSamples(sample, fills);
  const level = 1 - alpha;
  // One for all, as values that are missing must not make the differences look less steady than they may be.
  const jump = range === null ? null : unseenJump(unitSteadiness(sample, fills), range);
  const test = (at: number): readonly PairTests[] =>
    samples.map((pairs) => testPairs({ ...pairs, nature, jump }, at));
  const [observed, lowest, highest] = test(level) as [PairTests, PairTests?, PairTests?];
  const worst = worstOf([observed, lowest, highest].filter((tests) => tests !== undefined));
  return {
    ...observed,
    ...worst,
    pValueOfPairs: observed.pValue,
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

/** The pairs alone; where values are missing, also with them at their lowest and at their highest. */
export function filledSamples<Sample extends Pick<PairedSample, "differences" | "clusters">>(
  sample: Sample,
  fills: WorstCaseFills | null,
): readonly Sample[] {
  if (fills === null) return [sample];
  const { lowest, highest, clusters } = fills;
  return [sample, ...[lowest, highest].map((differences) => ({ ...sample, differences, clusters }))];
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
