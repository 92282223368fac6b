import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { decideDifference } from "../../src/analysis/comparison/decide-difference.js";
import { decideVerdict } from "../../src/analysis/comparison/decide-verdict.js";
import { worstCaseFills } from "../../src/analysis/comparison/worst-case-fills.js";
import { ComparisonPolicy } from "../../src/domain/comparison/comparison.js";
import type { Verdict } from "../../src/domain/comparison/verdict.js";
import type { MetricSummary } from "../../src/domain/experiment/experiment-summary.js";

const policy = ComparisonPolicy.parse({});

interface Sides {
  readonly baseline: readonly number[];
  readonly candidate: readonly number[];
  /** Items on which the candidate fails: the baseline's values of them. */
  readonly failed?: readonly number[];
  readonly range?: { readonly minimum: number; readonly maximum: number } | null;
}

function decide({ baseline, candidate, failed = [], range = { minimum: 0, maximum: 1 } }: Sides) {
  const differences = candidate.map((value, index) => round(value - (baseline[index] as number)));
  const metric = (missing: number) =>
    ({ failedRuns: missing, unscoredRuns: 0, scoredRuns: differences.length }) as MetricSummary;
  const declared = range === null ? null : { ...range, isDeclared: true };
  const fills = worstCaseFills(
    {
      baseline,
      candidate,
      differences,
      baselineOnly: failed,
      candidateOnly: [],
      missingShares: null,
      clusters: null,
    },
    {
      sides: {
        baseline: { metric: metric(0), isComplete: true },
        candidate: { metric: metric(failed.length), isComplete: true },
      },
      missingInBoth: 0,
      range: declared,
    },
  );
  const test = decideDifference(
    { differences, clusters: null, isBinary: false },
    { kind: "score", range: declared, fills, alpha: policy.alpha },
  );
  const { verdict } = decideVerdict(
    {
      test,
      higherIsBetter: true,
      obstacle: null,
      timeOuts: null,
      clusters: null,
      isClusterFieldUnknown: false,
      family: { pValueAdjusted: test.pValue, size: 1 },
      equivalence: null,
      unseenItems: null,
      missingItems: fills?.items ?? 0,
      missingShare: 0,
      differentialFailure: null,
      sequence: null,
    },
    policy,
  );
  return { verdict, test };
}

const round = (value: number): number => Math.round(value * 1e9) / 1e9;
const score = fc.integer({ min: 0, max: 20 }).map((step) => step / 20);
/** A baseline, and a candidate that mostly gains a little, so that verdicts of all kinds come about. */
const sides = fc
  .tuple(fc.array(fc.tuple(score, score), { minLength: 12, maxLength: 60 }), fc.integer({ min: -8, max: 8 }))
  .map(([pairs, shift]) => ({
    baseline: pairs.map(([baseline]) => baseline),
    candidate: pairs.map(([baseline, other]) =>
      Math.min(1, Math.max(0, round(baseline + shift / 20 + (other - 0.5) / 4))),
    ),
  }));
const MIRROR: Partial<Record<Verdict, Verdict>> = { better: "worse", worse: "better" };

test("better and worse are said just when the interval excludes zero", () => {
  fc.assert(
    fc.property(sides, (given) => {
      const { verdict, test } = decide(given);
      const { lower, upper } = test.interval ?? { lower: 0, upper: 0 };
      expect(verdict === "better").toBe(lower > 0);
      expect(verdict === "worse").toBe(upper < 0);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("swapping the sides mirrors the verdict", () => {
  fc.assert(
    fc.property(sides, ({ baseline, candidate }) => {
      const { verdict } = decide({ baseline, candidate });
      expect(decide({ baseline: candidate, candidate: baseline }).verdict).toBe(MIRROR[verdict] ?? verdict);
    }),
    { seed: 2, numRuns: 60 },
  );
});

test("another unit and another order of the items change no verdict", () => {
  fc.assert(
    fc.property(
      sides,
      fc.constantFrom(0.001, 5, 1_000),
      fc.boolean(),
      ({ baseline, candidate }, unit, isBounded) => {
        const scaled = (values: readonly number[]) => values.map((value) => value * unit).reverse();
        const range = isBounded ? { minimum: 0, maximum: 1 } : null;
        const { verdict } = decide({ baseline, candidate, range });
        expect(
          decide({
            baseline: scaled(baseline),
            candidate: scaled(candidate),
            range: isBounded ? { minimum: 0, maximum: unit } : null,
          }).verdict,
        ).toBe(verdict);
      },
    ),
    { seed: 3, numRuns: 60 },
  );
});

test("a run that fails never turns what was not decided into better", () => {
  fc.assert(
    fc.property(sides, fc.integer({ min: 1, max: 3 }), (given, count) => {
      const { verdict } = decide(given);
      const left = given.baseline.length - count;
      const failing = decide({
        baseline: given.baseline.slice(0, left),
        candidate: given.candidate.slice(0, left),
        failed: given.baseline.slice(left),
      });
      if (failing.verdict === "better") expect(verdict).toBe("better");
    }),
    { seed: 4, numRuns: 100 },
  );
});
