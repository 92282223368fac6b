import { describe, expect, test } from "@jest/globals";
import {
  type AnchorJudging,
  judgeDrift,
  readAnchorJudging,
} from "../../../src/analysis/judge/judge-drift.js";
import { JudgeDrift } from "../../../src/domain/judge/judge-drift.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { storeExperiment } from "../../support/stored-experiment.js";

const metric = "g_eval_depth";
const anchorIds = Array.from({ length: 20 }, (_, index) => `anchor-${index}`);
const level = (index: number): number => (index % 5) / 4;
/** Judging number `round`: each anchor's level, moved by `shift`, and by ±0.01 in a pattern that differs by round. */
function judging(round: number, shift = 0, fingerprint = "f"): AnchorJudging {
  const noise = (index: number): number => (((index + round) % 4) - 1.5) / 150;
  return {
    experimentId: `experiment-${round}`,
    fingerprint,
    scores: new Map(anchorIds.map((id, index) => [id, level(index) + shift + noise(index)])),
  };
}

describe("frozen outputs judged again", () => {
  test("score as before when the judge is as before", () => {
    const result = judgeDrift({ metric, current: judging(2), earlier: [judging(0), judging(1)] });
    expect(result).toMatchObject({ anchors: 20, drifted: false, reason: null, chartAlarm: null });
    expect(result.history.map(({ experimentId }) => experimentId)).toEqual(["experiment-0", "experiment-1"]);
    expect(JudgeDrift.parse(result)).toEqual(result);
  });
  test("give the change paired by anchor, with its standard error", () => {
    // Changes of +0.1 on half of the anchors, +0.2 on the others: mean 0.15, SD 0.05 · √(20/19), SE SD / √20.
    const before = new Map(anchorIds.map((id, index) => [id, level(index)]));
    const after = new Map(anchorIds.map((id, index) => [id, level(index) + (index % 2 === 0 ? 0.1 : 0.2)]));
    const result = judgeDrift({
      metric,
      current: { experimentId: "now", fingerprint: "f", scores: after },
      earlier: [{ experimentId: "then", fingerprint: "f", scores: before }],
    });
    expect(result.change).toBeCloseTo(0.15, 12);
    expect(result.standardError).toBeCloseTo(0.05 / Math.sqrt(19), 12);
    expect(result.referenceMean).toBeCloseTo(0.5, 12);
    expect(result.drifted).toBe(true);
    expect(result.sentence).toBe(
      "g_eval_depth has become more lenient: the same 20 outputs score 0.1500 higher than before, beyond two standard errors of 0.0115. " +
        "Scores from before and after are not comparable.",
    );
  });
  test("that lie just within two standard errors are no drift, and just beyond them are", () => {
    // Changes c ± s with SE = s / √19: the border is |c| = 2 s / √19 = 0.4588 s.
    const moved = (mean: number): AnchorJudging => ({
      experimentId: "now",
      fingerprint: "f",
      scores: new Map(
        anchorIds.map((id, index) => [id, level(index) + mean + (index % 2 === 0 ? 0.1 : -0.1)]),
      ),
    });
    const earlier = [{ ...judging(0), scores: new Map(anchorIds.map((id, index) => [id, level(index)])) }];
    expect(judgeDrift({ metric, current: moved(-0.0458), earlier }).drifted).toBe(false);
    const beyond = judgeDrift({ metric, current: moved(-0.0459), earlier });
    expect(beyond.drifted).toBe(true);
    expect(beyond.sentence).toContain("has become more severe");
  });
  test("by a judge that never varies: no change is none, any change is drift", () => {
    const still = (shift: number): AnchorJudging => ({
      experimentId: "x",
      fingerprint: "f",
      scores: new Map(anchorIds.map((id, index) => [id, 0.1 * (index % 7) + shift])),
    });
    expect(judgeDrift({ metric, current: still(0), earlier: [still(0)] })).toMatchObject({
      change: 0,
      drifted: false,
    });
    expect(judgeDrift({ metric, current: still(0.2), earlier: [still(0)] }).drifted).toBe(true);
  });
  test("that creep away are found by the chart, not yet by the last step", () => {
    const earlier = Array.from({ length: 20 }, (_, round) => judging(round, Math.max(0, round - 8) * 0.002));
    const result = judgeDrift({ metric, current: judging(20, 0.024), earlier });
    expect(result.chartAlarm).toMatch(/^experiment-1\d$/);
    const steady = Array.from({ length: 20 }, (_, round) => judging(round));
    expect(judgeDrift({ metric, current: judging(20), earlier: steady }).chartAlarm).toBeNull();
  });
  test("for the first time have nothing to be held against", () => {
    expect(judgeDrift({ metric, current: judging(0), earlier: [] })).toMatchObject({
      drifted: null,
      reason: "no_earlier_judging",
      sentence: "This is the first judging of the anchors by g_eval_depth; later ones are held against it.",
    });
  });
  test("by another judge begin a new history", () => {
    const result = judgeDrift({ metric, current: judging(1, 0.3, "g"), earlier: [judging(0)] });
    expect(result).toMatchObject({ drifted: null, history: [] });
    expect(result.sentence).toContain("is another one than before (fingerprints differ)");
  });
  test("need twenty anchors that were scored every time", () => {
    const current = judging(1);
    const scores = new Map([...current.scores].slice(1));
    const result = judgeDrift({ metric, current: { ...current, scores }, earlier: [judging(0)] });
    expect(result).toMatchObject({ anchors: 19, drifted: null, change: null, reason: "too_few_anchors" });
    expect(result.sentence).toBe(
      "Only 19 anchors have a g_eval_depth in every judging; 20 are needed to speak of drift.",
    );
  });
  test("are read from the experiment that judged them, failures left out", async () => {
    const store = await openSqliteStore({ file: ":memory:" });
    const experiment = await storeExperiment(store, {
      name: "anchors",
      metrics: {
        [metric]: [
          { itemId: "a", value: 0.5 },
          { itemId: "b", value: null },
        ],
      },
    });
    expect(await readAnchorJudging(store, { experiment, metric })).toEqual({
      experimentId: experiment.id,
      fingerprint: "f",
      scores: new Map([["a", 0.5]]),
    });
    await store.close();
  });
});
