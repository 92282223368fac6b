import { expect, test } from "@jest/globals";
import { type ProgressSample, progressLine, recentSamples } from "../../../src/cli/output/progress-line.js";

const sample = (atMs: number, ended: number, rest: Partial<ProgressSample> = {}): ProgressSample => ({
  atMs,
  ended,
  planned: 800,
  failed: 0,
  paused: false,
  ...rest,
});

test.each<[string, ProgressSample[], string]>([
  ["nothing before the first look", [], ""],
  ["counts alone at the first look: no time has passed", [sample(0, 400)], "400/800 runs"],
  // 100 in 2 s are 50 a second; 300 left take 6 s. The 400 that had ended before do not count.
  [
    "the rate since the first look",
    [sample(0, 400), sample(2_000, 500)],
    "500/800 runs, 50.0 runs/s, 6 s left",
  ],
  ["no rest when nothing moves", [sample(0, 400), sample(2_000, 400)], "400/800 runs"],
  [
    "failed runs, and no rest while paused",
    [sample(0, 400), sample(2_000, 410, { failed: 3, paused: true })],
    "410/800 runs, 3 failed, paused, 5.0 runs/s",
  ],
  ["no rest at the end", [sample(0, 0), sample(4_000, 800)], "800/800 runs, 200.0 runs/s"],
  // 1 run in 10 s, 799 left: 7,990 s are 133 min.
  [
    "long rests in hours and minutes",
    [sample(0, 0), sample(10_000, 1)],
    "1/800 runs, 0.1 runs/s, 2 h 13 min left",
  ],
  ["rests of minutes", [sample(0, 0), sample(10_000, 20)], "20/800 runs, 2.0 runs/s, 7 min left"],
])("says %s", (_name, samples, line) => {
  expect(progressLine(samples)).toBe(line);
});

test("the rate is that of the last half minute", () => {
  const samples = [0, 10_000, 20_000, 29_000, 50_000].map((atMs) => sample(atMs, 0));
  expect(recentSamples(samples).map(({ atMs }) => atMs)).toEqual([10_000, 20_000, 29_000, 50_000]);
});
