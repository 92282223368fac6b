import { describe, expect, test } from "@jest/globals";
import { cohensKappa, type KappaWeights } from "../../../src/statistics/agreement/cohens-kappa.js";
import type { Category } from "../../../src/statistics/agreement/contingency-table.js";
import { gwetsAc1 } from "../../../src/statistics/agreement/gwets-ac1.js";
import {
  krippendorffAlpha,
  type MeasurementLevel,
} from "../../../src/statistics/agreement/krippendorff-alpha.js";
import { NonFiniteValueError } from "../../../src/statistics/non-finite-value-error.js";
import { PairLengthError } from "../../../src/statistics/pair-length-error.js";
import {
  expectClose,
  expectInterval,
  type VectorCase,
  vectorSection,
} from "../../support/statistics-vectors.js";

interface Ratings {
  readonly a: readonly Category[];
  readonly b: readonly Category[];
  readonly categories?: readonly Category[];
}
interface Kappa {
  readonly unweighted: number | null;
  readonly linear?: number;
  readonly quadratic?: number;
  readonly percent_agreement?: number;
  readonly se_nonnull?: number;
  readonly se_null?: number;
  readonly ci95?: readonly [number, number];
  readonly gwet_ac1?: number;
}

test.each(vectorSection<readonly VectorCase<Ratings, Kappa>[]>("cohen_kappa"))(
  "Cohen's kappa of $input.a and $input.b",
  ({ input, expected }) => {
    const raters = {
      first: input.a,
      second: input.b,
      ...(input.categories === undefined ? {} : { categories: input.categories }),
    };
    const kappa = (weights: KappaWeights): number | null => cohensKappa(raters, { weights }).kappa;
    const plain = cohensKappa(raters);
    expectClose(plain.kappa, expected.unweighted);
    if (expected.linear !== undefined) expectClose(kappa("linear"), expected.linear);
    if (expected.quadratic !== undefined) expectClose(kappa("quadratic"), expected.quadratic);
    if (expected.percent_agreement !== undefined) expectClose(plain.agreement, expected.percent_agreement);
    if (expected.se_nonnull !== undefined) {
      expectClose(plain.standardError, expected.se_nonnull);
      expectClose(plain.standardErrorNull, expected.se_null as number);
      expectInterval(plain.interval, expected.ci95 as readonly [number, number]);
    }
    if (expected.gwet_ac1 !== undefined) expectClose(gwetsAc1(raters), expected.gwet_ac1);
  },
);

describe("kappa", () => {
  test("is undefined, not perfect, with one category; the agreement is still told", () => {
    const raters = { first: [1, 1, 1], second: [1, 1, 1] };
    expect(cohensKappa(raters)).toMatchObject({
      agreement: 1,
      kappa: null,
      interval: null,
      undefinedReason: "one_category",
    });
    expect(gwetsAc1(raters)).toBeNull();
    expect(cohensKappa({ first: [], second: [] })).toMatchObject({
      agreement: null,
      undefinedReason: "no_items",
    });
  });
  test("collapses at skewed prevalence where AC1 does not", () => {
    const first = [...new Array<string>(18).fill("pass"), "fail", "pass"];
    const second = [...new Array<string>(18).fill("pass"), "pass", "fail"];
    expect(cohensKappa({ first, second }).kappa as number).toBeLessThan(0);
    expect(gwetsAc1({ first, second }) as number).toBeGreaterThan(0.85);
  });
  test("refuses raters who rated different items, and ratings off the scale", () => {
    expect(() => cohensKappa({ first: [1], second: [] })).toThrow(PairLengthError);
    expect(() => cohensKappa({ first: [1], second: [6], categories: [1, 2, 3, 4, 5] })).toThrow(
      "cohensKappa: a rating is 6; allowed is one of 1, 2, 3, 4, 5.",
    );
  });
});

interface RaterRows {
  readonly ratings_by_rater: readonly (readonly (number | null)[])[];
}

test.each(
  vectorSection<readonly VectorCase<RaterRows, Readonly<Partial<Record<MeasurementLevel, number | null>>>>[]>(
    "krippendorff",
  ),
)("Krippendorff's alpha: $name", ({ input, expected }) => {
  for (const measurement of ["nominal", "ordinal", "interval", "ratio"] as const) {
    const value = expected[measurement];
    if (value === undefined) continue;
    expectClose(krippendorffAlpha(input.ratings_by_rater, measurement).alpha, value);
  }
});

describe("alpha without anything to compare says why", () => {
  test("nothing pairable, one value", () => {
    expect(
      krippendorffAlpha(
        [
          [1, null],
          [null, 2],
        ],
        "nominal",
      ),
    ).toEqual({
      alpha: null,
      pairableRatings: 0,
      undefinedReason: "no_pairable_ratings",
    });
    expect(krippendorffAlpha([], "nominal").undefinedReason).toBe("no_pairable_ratings");
    expect(
      krippendorffAlpha(
        [
          [1, 1],
          [1, 1],
        ],
        "interval",
      ).undefinedReason,
    ).toBe("one_value");
  });
  test("bad rows are refused", () => {
    expect(() => krippendorffAlpha([[1, 2], [1]], "nominal")).toThrow(PairLengthError);
    expect(() => krippendorffAlpha([[1], [Number.NaN]], "nominal")).toThrow(NonFiniteValueError);
  });
});
