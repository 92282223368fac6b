import { expect, test } from "@jest/globals";
import { describe as describeValues } from "../../../src/statistics/describe.js";
import { accumulateVarianceComponents } from "../../../src/statistics/repetitions/variance-components.js";
import { expectClose } from "../../support/statistics-vectors.js";

function components(repetitionsByItem: readonly (readonly number[])[]) {
  const running = accumulateVarianceComponents();
  for (const values of repetitionsByItem) {
    const { mean, variance, n } = describeValues(values);
    running.add({ mean: mean as number, variance, values: n });
  }
  return running.result();
}

test("splits the reference repetitions", () => {
  const { within, between } = components([
    [0.8, 0.7, 0.9],
    [0.2, 0.4, 0.3],
    [0.6, 0.6, 0.6],
    [1.0, 0.9, 0.8],
    [0.1, 0.0, 0.2],
  ]);
  // vectors.json, section `resampling`, first case: var_within and var_between_corrected.
  expectClose(within, 0.008000000000000002);
  expectClose(between, 0.11033333333333332);
});

test("one repetition per item says nothing about repetitions", () => {
  expect(components([[0.1], [0.5]])).toEqual({ within: null, between: null });
});
