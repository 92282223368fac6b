import { expect, test } from "@jest/globals";
import { NonFiniteValueError } from "../../../src/statistics/non-finite-value-error.js";
import { skewness } from "../../../src/statistics/skewness.js";
import { expectClose } from "../../support/statistics-vectors.js";

// SciPy 1.17.1: scipy.stats.skew(x, bias=False).
test.each([
  [[1, 2, 3, 10], 1.763632614803888],
  [[0, 0, 0, 0, 1], 2.2360679774997894],
  [[-3, -1, 0, 1, 3], 0],
  [[0.08, 0.03, 0.03, -0.01, 0.13, 0.05, 0.08, -0.01, 0.09, 0.09], -0.14113648898367037],
])("of %j", (values, expected) => {
  expectClose(skewness(values), expected);
});

test.each([[[]], [[1]], [[1, 2]], [[0.1, 0.1, 0.1]]])("is undefined for %j", (values) => {
  expect(skewness(values)).toBeNull();
});

test("NaN is refused", () => {
  expect(() => skewness([1, 2, Number.NaN])).toThrow(NonFiniteValueError);
});
