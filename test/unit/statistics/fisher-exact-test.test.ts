import { expect, test } from "@jest/globals";
import { fisherExactTest } from "../../../src/statistics/hypothesis-tests/fisher-exact-test.js";
import { StatisticInputError } from "../../../src/statistics/statistic-input-error.js";
import { expectClose } from "../../support/statistics-vectors.js";

// SciPy 1.17.1: scipy.stats.fisher_exact, two-sided.
test.each([
  [8, 100, 1, 100, 0.03489915197211575],
  [3, 10, 0, 12, 0.07792207792207792],
  [2, 23, 5, 30, 0.6851350381736243],
  [50, 1000, 20, 900, 0.0013916645060186089],
  [0, 5, 0, 7, 1],
])("%i of %i against %i of %i", (a, n, b, m, expected) => {
  const groups = { first: { events: a, trials: n }, second: { events: b, trials: m } };
  expectClose(fisherExactTest(groups), expected);
  expectClose(fisherExactTest({ first: groups.second, second: groups.first }), expected);
});

test("an empty group says nothing", () => {
  expect(fisherExactTest({ first: { events: 0, trials: 0 }, second: { events: 3, trials: 9 } })).toBe(1);
});

test("more events than trials are refused", () => {
  expect(() =>
    fisherExactTest({ first: { events: 3, trials: 2 }, second: { events: 0, trials: 9 } }),
  ).toThrow(
    new StatisticInputError("fisherExactTest", {
      name: "first.events",
      received: 3,
      allowed: "at most trials = 2",
    }),
  );
});
