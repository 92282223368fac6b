import { describe, expect, test } from "@jest/globals";
import { NonFiniteValueError } from "../../../src/statistics/non-finite-value-error.js";
import { StatisticInputError } from "../../../src/statistics/statistic-input-error.js";
import {
  scoreFromLogprobs,
  scoreFromSamples,
  type TokenCandidate,
} from "../../../src/statistics/weighted-scale-score.js";
import { expectClose, vectorSection } from "../../support/statistics-vectors.js";

interface GEval {
  readonly probs?: Readonly<Record<string, number>>;
  readonly mass?: number;
  readonly score_raw: number;
  readonly score01: number;
  readonly dist_sd_raw?: number;
  readonly n_ok?: number;
  readonly n_failed?: number;
  readonly sd_raw?: number;
  readonly se01?: number;
  readonly wrong_if_failure_is_zero_raw?: number;
}
interface Case {
  readonly input: {
    readonly scale: readonly [number, number];
    readonly top_logprobs?: readonly TokenCandidate[];
    readonly samples?: readonly (number | null)[];
  };
  readonly expected: GEval | null;
}
const cases = vectorSection<readonly Case[]>("geval");
const weighted = cases.filter(({ input }) => input.top_logprobs !== undefined);
const repeated = cases.filter(({ input }) => input.samples !== undefined);

test("the reference has both kinds of cases", () => {
  expect([weighted.length, repeated.length]).toEqual([3, 1]);
});

test.each(weighted)("token probabilities on the scale $input.scale", ({ input, expected }) => {
  const [minimum, maximum] = input.scale;
  const result = scoreFromLogprobs(input.top_logprobs ?? [], { scale: { minimum, maximum } });
  expect(result.undefinedReason === null).toBe(expected !== null);
  expectClose(result.rawScore, expected?.score_raw ?? null);
  expectClose(result.score01, expected?.score01 ?? null);
  expectClose(result.standardDeviation, expected?.dist_sd_raw ?? null);
  expectClose(result.mass, expected?.mass ?? 0);
  expect([...result.probabilities.keys()].map(String)).toEqual(Object.keys(expected?.probs ?? {}));
  for (const [value, probability] of Object.entries(expected?.probs ?? {})) {
    expectClose(result.probabilities.get(Number(value)), probability);
  }
});

test.each(repeated)("repeated judgements on the scale $input.scale", ({ input, expected }) => {
  const [minimum, maximum] = input.scale;
  const result = scoreFromSamples(input.samples ?? [], { scale: { minimum, maximum } });
  expect(result.valid).toBe(expected?.n_ok);
  expect(result.failed).toBe(expected?.n_failed);
  expectClose(result.rawScore, expected?.score_raw ?? null);
  expectClose(result.score01, expected?.score01 ?? null);
  expectClose(result.standardDeviation, expected?.sd_raw ?? null);
  expectClose(result.standardError01, expected?.se01 ?? null);
  const asZero = (input.samples ?? []).map((sample) => sample ?? 0);
  expectClose(asZero.reduce((sum, value) => sum + value, 0) / asZero.length, 3.3);
  expect(expected?.wrong_if_failure_is_zero_raw).toBe(3.3);
  expect(result.rawScore).toBeGreaterThan(3.3);
});

describe("token probabilities that do not say enough", () => {
  const scale = { minimum: 1, maximum: 5 };
  test("give no score below the asked mass, but tell what was there", () => {
    const result = scoreFromLogprobs([{ token: "4", logprob: Math.log(0.3) }], { scale });
    expect(result).toMatchObject({ rawScore: null, score01: null, undefinedReason: "low_mass" });
    expectClose(result.mass, 0.3);
    expect(scoreFromLogprobs([{ token: "4", logprob: -1.2 }], { scale, minimumMass: 0.2 }).rawScore).toBe(4);
  });
  test("give no score without a token of the scale", () => {
    for (const token of ["0", "6", "4.5", "four", "-4", ""]) {
      expect(scoreFromLogprobs([{ token, logprob: -0.1 }], { scale })).toMatchObject({
        mass: 0,
        rawScore: null,
        undefinedReason: "no_scale_token",
      });
    }
    expect(scoreFromLogprobs([], { scale }).undefinedReason).toBe("no_scale_token");
  });
  test("are refused when they are no probabilities", () => {
    expect(() => scoreFromLogprobs([{ token: "4", logprob: 0.5 }], { scale })).toThrow(
      'scoreFromLogprobs: logprob of "4" is 0.5; allowed is at most 0.',
    );
    expect(() => scoreFromLogprobs([{ token: "4", logprob: Number.NaN }], { scale })).toThrow(
      StatisticInputError,
    );
  });
  test("take minus infinity, which some providers report, for impossible", () => {
    const candidates = [
      { token: "5", logprob: 0 },
      { token: "1", logprob: Number.NEGATIVE_INFINITY },
    ];
    expect(scoreFromLogprobs(candidates, { scale }).rawScore).toBe(5);
  });
});

describe("repeated judgements", () => {
  const scale = { minimum: 1, maximum: 5 };
  test("need half of them valid, and a failure is never a zero", () => {
    expect(scoreFromSamples([5, null], { scale })).toMatchObject({ rawScore: 5, standardError01: null });
    expect(scoreFromSamples([5, null, null], { scale })).toMatchObject({
      rawScore: null,
      score01: null,
      valid: 1,
      failed: 2,
      undefinedReason: "too_few_valid_samples",
    });
    expect(scoreFromSamples([], { scale }).undefinedReason).toBe("no_samples");
  });
  test("off the scale count as failed", () => {
    expect(scoreFromSamples([4, 9, 0, 4], { scale })).toMatchObject({ valid: 2, failed: 2, rawScore: 4 });
  });
  test("that are not finite, and scales that are none, are refused", () => {
    expect(() => scoreFromSamples([Number.NaN], { scale })).toThrow(NonFiniteValueError);
    expect(() => scoreFromSamples([1], { scale: { minimum: 5, maximum: 1 } })).toThrow(
      'scoreFromSamples: scale is "5 to 1"; allowed is two whole numbers, 0 <= minimum < maximum.',
    );
  });
});
