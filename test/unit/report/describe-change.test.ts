import { expect, test } from "@jest/globals";
import {
  describeChange,
  describeDistance,
  type ShownChange,
} from "../../../src/formatting/describe-change.js";

const UNIT = { minimum: 0, maximum: 1, isDeclared: true };

/** A change from one mean to another, with an interval around it. */
function change(from: number, to: number, rest: Partial<ShownChange> = {}, half = 0.02): ShownChange {
  const meanDifference = to - from;
  const [lower, upper] = [meanDifference - half, meanDifference + half];
  return {
    baselineMean: from,
    candidateMean: to,
    meanDifference,
    interval: { level: 0.95, lower, upper },
    relative: from > 0 ? { estimate: meanDifference / from, lower: lower / from, upper: upper / from } : null,
    kind: "score",
    range: UNIT,
    isShare: false,
    ...rest,
  };
}

test.each<[string, ShownChange, string]>([
  ["a score", change(0.53, 0.565), "0.53 → 0.56 (+7 %, plausibly +3 to +10 %)"],
  [
    "a small change keeps the digits that show it",
    change(0.53, 0.5312, {}, 0.001),
    "0.530 → 0.531 (+0.23 %, plausibly +0.04 to +0.42 %)",
  ],
  ["a loss", change(0.57, 0.53), "0.57 → 0.53 (−7 %, plausibly −11 to −4 %)"],
  [
    "shares in points, within what is left of the range",
    change(0.8167, 1, { isShare: true }, 0.1),
    "81.7 % → 100.0 % (+18.3 points, plausibly +8.3 to +18.3)",
  ],
  [
    "latency with its unit",
    change(812, 790, { kind: "latency", range: null }, 10),
    "812 → 790 ms (−3 %, plausibly −4 to −1 %)",
  ],
  [
    "costs of 1e-7 USD",
    change(1.2e-7, 1.5e-7, { kind: "cost", range: null }, 1e-8),
    "0.00000012 → 0.00000015 USD (+25 %, plausibly +17 to +33 %)",
  ],
  ["no ratio to a baseline of zero", change(0, 0.04), "0.000 → 0.040 (+0.040, plausibly +0.020 to +0.060)"],
  [
    "nor beyond tenfold",
    change(0.01, 0.5, { relative: { estimate: 49, lower: 47, upper: 51 } }),
    "0.01 → 0.50 (+0.49, plausibly +0.47 to +0.51)",
  ],
  [
    "a range below zero has none",
    change(-0.2, 0.1, { relative: null, range: { ...UNIT, minimum: -1 } }),
    "−0.20 → 0.10 (+0.30, plausibly +0.28 to +0.32)",
  ],
  [
    "no interval, no plausible ends",
    change(0.5, 0.6, { interval: null, relative: { estimate: 0.2, lower: null, upper: null } }),
    "0.50 → 0.60 (+20 %)",
  ],
  ["no difference", change(0.5, 0.5), "0.50 → 0.50 (0 %, plausibly −4 to +4 %)"],
  ["no values", change(0.5, 0.6, { baselineMean: null }), "no values"],
])("tells %s", (_name, given, sentence) => {
  expect(describeChange(given)).toBe(sentence);
});

test.each<[string, ShownChange, string]>([
  ["a share", change(0.031, 0.065, { isShare: true }), "3.4 points"],
  ["a score from 0 to 1", change(0.7, 0.65), "5.0 points"],
  ["a score on another scale", change(3.5, 3.2, { range: { ...UNIT, minimum: 1, maximum: 5 } }), "0.3000"],
  ["latency", change(800, 896, { kind: "latency", range: null }), "12 % (96.00 ms)"],
])("tells how far %s has moved, without a sign", (_name, given, distance) => {
  expect(describeDistance(given)).toBe(distance);
});
