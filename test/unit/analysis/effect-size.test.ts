import { expect, test } from "@jest/globals";
import { effectSize } from "../../../src/analysis/comparison/effect-size.js";

test("Cliff's delta does not take floating-point noise for a win: means of the same repetitions tie", () => {
  // 0.1 + 0.2 is 0.30000000000000004: all nine cross pairs are ties.
  const baseline = [0.3, 0.3, 0.3];
  const candidate = [0.1 + 0.2, 0.3, 0.1 + 0.2];
  expect(candidate[0]).not.toBe(0.3);
  expect(effectSize({ baseline, candidate, differences: [0, 0, 0] }).cliffsDelta).toBe(0);
});
