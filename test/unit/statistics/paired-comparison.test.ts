import { describe, expect, test } from "@jest/globals";
import { cliffsDelta } from "../../../src/statistics/effect-sizes/cliffs-delta.js";
import { cohensDz } from "../../../src/statistics/effect-sizes/cohens-dz.js";
import { hedgesCorrection } from "../../../src/statistics/effect-sizes/hedges-correction.js";
import { wilcoxonSignedRank } from "../../../src/statistics/hypothesis-tests/wilcoxon-signed-rank.js";
import { pairedDifferences } from "../../../src/statistics/paired-differences.js";
import { pairedTTest } from "../../../src/statistics/paired-t-test.js";
import { createRandom } from "../../../src/statistics/seeded-random.js";
import { signFlipTest } from "../../../src/statistics/sign-flip-test.js";
import { winTieLoss } from "../../../src/statistics/win-tie-loss.js";
import {
  expectClose,
  expectInterval,
  type VectorCase,
  vectorSection,
} from "../../support/statistics-vectors.js";

interface Paired {
  readonly n: number;
  readonly mean_diff: number | null;
  readonly sd_diff: number | null;
  readonly se_diff: number | null;
  readonly t: number | null;
  readonly df: number | null;
  readonly p_t: number | null;
  readonly t_ci95: readonly [number, number] | null;
  readonly cohen_dz: number | null;
  readonly hedges_gz_exactJ?: number | null;
  readonly cohen_dav?: number;
  readonly win_b: number;
  readonly tie: number;
  readonly loss_b: number;
  readonly sign_test_p: number;
  readonly cliffs_delta_b_minus_a?: number;
  readonly wilcoxon_p_normal_nocc?: number;
  readonly wilcoxon_z_nocc?: number;
  readonly wilcoxon_p_normal_cc?: number;
  readonly wilcoxon_p_scipy_exact?: number;
  readonly rank_biserial_matched?: number;
  readonly wilcoxon?: {
    readonly w_plus: number;
    readonly w_minus: number;
    readonly n_nonzero: number;
    readonly p_exact_conditional: number;
  };
  readonly signflip_p_exact?: number;
}
interface Sides {
  readonly a: readonly number[];
  readonly b: readonly number[];
}
const cases = vectorSection<readonly VectorCase<Sides, Paired>[]>("paired");

describe.each(cases)("$name", ({ input: { a, b }, expected }) => {
  const differences = pairedDifferences(
    a.map((baseline, index) => ({ baseline, candidate: b[index] as number })),
  );

  test("gives the paired t test of SciPy", () => {
    const result = pairedTTest(differences, { level: 0.95 });
    expect(result.n).toBe(expected.n);
    expectClose(result.meanDifference, expected.mean_diff);
    expectClose(result.standardDeviation, expected.sd_diff);
    expectClose(result.standardError, expected.se_diff);
    expectClose(result.t, expected.t);
    expect(result.degreesOfFreedom).toBe(expected.df);
    expectClose(result.pValue, expected.p_t);
    expectInterval(result.interval, expected.t_ci95);
    expect(result.undefinedReason === null).toBe(expected.p_t !== null);
  });

  test("gives the effect sizes", () => {
    expectClose(cohensDz(differences), expected.cohen_dz);
    if (expected.hedges_gz_exactJ !== undefined && expected.cohen_dz !== null) {
      const correction = hedgesCorrection(expected.n - 1);
      const corrected = correction === null ? null : correction * expected.cohen_dz;
      expectClose(corrected, expected.hedges_gz_exactJ);
    }
    const sides = { baseline: a, candidate: b };
    expectClose(cliffsDelta(sides), expected.cliffs_delta_b_minus_a ?? null);
  });

  test("gives wins, ties, losses and the sign test", () => {
    const counts = winTieLoss(differences);
    expect(counts).toEqual({ wins: expected.win_b, ties: expected.tie, losses: expected.loss_b });
  });

  test("gives the signed-rank test, ties and all", () => {
    const result = wilcoxonSignedRank(differences);
    if (expected.wilcoxon !== undefined) {
      expect(result.positiveRankSum).toBe(expected.wilcoxon.w_plus);
      expect(result.negativeRankSum).toBe(expected.wilcoxon.w_minus);
      expect(result.nonZero).toBe(expected.wilcoxon.n_nonzero);
      expectClose(result.pValueExact, expected.wilcoxon.p_exact_conditional);
    }
    // SciPy has an exact p only without ties and zeros; there the conditional one must equal it.
    if (expected.wilcoxon_p_scipy_exact !== undefined)
      expectClose(result.pValueExact, expected.wilcoxon_p_scipy_exact);
    expectClose(result.z, expected.wilcoxon_z_nocc ?? null);
    expectClose(result.pValueNormal, expected.wilcoxon_p_normal_nocc ?? null);
    expectClose(result.pValueNormalCorrected, expected.wilcoxon_p_normal_cc ?? null);
    expectClose(result.rankBiserial, expected.rank_biserial_matched ?? null);
  });

  if (expected.signflip_p_exact !== undefined) {
    const expectedP = expected.signflip_p_exact;
    test("gives the exact sign-flip test", () => {
      const result = signFlipTest(differences, { random: createRandom(1) });
      expect(result.exact).toBe(true);
      expectClose(result.pValue, expectedP);
    });
  }
});
