import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { cohensKappa } from "../../../src/statistics/agreement/cohens-kappa.js";
import { krippendorffAlpha } from "../../../src/statistics/agreement/krippendorff-alpha.js";
import { predictionPoweredMean } from "../../../src/statistics/judge-quality/prediction-powered-mean.js";
import { bradleyTerry } from "../../../src/statistics/ranking/bradley-terry.js";
import { scoreFromLogprobs, scoreFromSamples } from "../../../src/statistics/weighted-scale-score.js";

const RUNS = { seed: 20_261_124, numRuns: 200 };
const rating = fc.integer({ min: 1, max: 5 });
const scale = { minimum: 1, maximum: 5 };

function expectSame(actual: number | null, expected: number | null): void {
  expect(actual === null).toBe(expected === null);
  if (actual !== null && expected !== null) expect(actual).toBeCloseTo(expected, 9);
}

test("kappa does not care which rater comes first", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(rating, rating), { maxLength: 40 }),
      fc.constantFrom("none" as const, "linear" as const, "quadratic" as const),
      (pairs, weights) => {
        const first = pairs.map(([left]) => left);
        const second = pairs.map(([, right]) => right);
        const forward = cohensKappa({ first, second }, { weights });
        const backward = cohensKappa({ first: second, second: first }, { weights });
        expectSame(backward.kappa, forward.kappa);
        expectSame(backward.standardError, forward.standardError);
      },
    ),
    RUNS,
  );
});

test("alpha does not care for the order of raters or items, and a missing rating is never a rating", () => {
  const rows = fc
    .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 12 }))
    .chain(([raters, items]) =>
      fc.array(fc.array(fc.option(rating), { minLength: items, maxLength: items }), {
        minLength: raters,
        maxLength: raters,
      }),
    );
  const measurement = fc.constantFrom(
    "nominal" as const,
    "ordinal" as const,
    "interval" as const,
    "ratio" as const,
  );
  fc.assert(
    fc.property(rows, measurement, (ratings, kind) => {
      const { alpha, pairableRatings } = krippendorffAlpha(ratings, kind);
      expectSame(krippendorffAlpha([...ratings].reverse(), kind).alpha, alpha);
      expectSame(
        krippendorffAlpha(
          ratings.map((row) => [...row].reverse()),
          kind,
        ).alpha,
        alpha,
      );
      const silent = [...ratings, (ratings[0] ?? []).map(() => null)];
      expect(krippendorffAlpha(silent, kind)).toMatchObject({ pairableRatings });
      expectSame(krippendorffAlpha(silent, kind).alpha, alpha);
    }),
    RUNS,
  );
});

test("Bradley–Terry strengths follow their competitors when these are renamed", () => {
  const table = fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 4, maxLength: 4 }), {
    minLength: 4,
    maxLength: 4,
  });
  fc.assert(
    fc.property(table, (wins) => {
      const reversed = [...wins].reverse().map((row) => [...row].reverse());
      const forward = bradleyTerry(wins, { pseudoWins: 0.5 }).logStrengths as number[];
      const backward = bradleyTerry(reversed, { pseudoWins: 0.5 }).logStrengths as number[];
      for (const [index, strength] of forward.entries()) expect(backward[3 - index]).toBeCloseTo(strength, 8);
      expect(forward.reduce((sum, strength) => sum + strength, 0)).toBeCloseTo(0, 9);
    }),
    RUNS,
  );
});

describe("prediction-powered inference", () => {
  const unit = fc.double({ min: 0, max: 1, noNaN: true });
  test("with weight 0 is the plain mean of the labels, and its best weight lies in [0, 1]", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(unit, unit), { minLength: 2, maxLength: 30 }),
        fc.array(unit, { minLength: 1, maxLength: 30 }),
        (labelled, judgeOnUnlabelled) => {
          const human = labelled.map(([label]) => label);
          const sample = { human, judgeOnLabelled: labelled.map(([, judge]) => judge), judgeOnUnlabelled };
          const classical = predictionPoweredMean(sample, { level: 0.95, lambda: 0 });
          const mean = human.reduce((sum, value) => sum + value, 0) / human.length;
          expectSame(classical.estimate, mean);
          const { lambda } = predictionPoweredMean(sample, { level: 0.95 });
          expect((lambda as number) >= 0 && (lambda as number) <= 1).toBe(true);
        },
      ),
      RUNS,
    );
  });
});

describe("scores from judgements", () => {
  test("lie in [0, 1] or are null with a reason, whatever tokens come", () => {
    const candidate = fc.record({
      token: fc.oneof(fc.integer({ min: 0, max: 12 }).map(String), fc.string({ maxLength: 3 })),
      logprob: fc.double({ min: -12, max: 0, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 20 }), (candidates) => {
        const { score01, undefinedReason } = scoreFromLogprobs(candidates, { scale });
        expect(score01 === null).toBe(undefinedReason !== null);
        if (score01 !== null) expect(score01 >= 0 && score01 <= 1).toBe(true);
      }),
      RUNS,
    );
  });
  test("a failed judgement never pulls the score: leaving it out gives the same", () => {
    fc.assert(
      fc.property(fc.array(fc.option(rating), { maxLength: 20 }), (samples) => {
        const valid = samples.filter((sample) => sample !== null);
        const { score01, failed } = scoreFromSamples(samples, { scale });
        expect(failed).toBe(samples.length - valid.length);
        if (score01 === null) return;
        expectSame(score01, scoreFromSamples(valid, { scale }).score01);
        expect(score01 >= 0 && score01 <= 1).toBe(true);
      }),
      RUNS,
    );
  });
});
