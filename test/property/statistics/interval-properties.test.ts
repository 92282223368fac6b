import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { betaQuantile } from "../../../src/statistics/distributions/beta.js";
import { incompleteBeta } from "../../../src/statistics/distributions/incomplete-beta.js";
import { normalCdf, normalQuantile } from "../../../src/statistics/distributions/normal.js";
import { studentTQuantile, studentTSurvival } from "../../../src/statistics/distributions/student-t.js";
import { bonettPriceInterval } from "../../../src/statistics/intervals/bonett-price-interval.js";
import { benjaminiHochberg } from "../../../src/statistics/multiplicity/benjamini-hochberg.js";
import { holm } from "../../../src/statistics/multiplicity/holm.js";
import { wilsonInterval } from "../../../src/statistics/wilson-interval.js";

const RUNS = { seed: 20_261_124, numRuns: 300 };
const sample = fc
  .integer({ min: 1, max: 500 })
  .chain((n) => fc.record({ n: fc.constant(n), successes: fc.integer({ min: 0, max: n }) }));
const level = fc.double({ min: 0.5, max: 0.999, noNaN: true });
const probability = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });

describe("quantiles undo their distribution functions", () => {
  test("Student's t, normal and beta", () => {
    fc.assert(
      fc.property(
        probability,
        fc.double({ min: 0.5, max: 1e5, noNaN: true }),
        fc.double({ min: 1, max: 200, noNaN: true }),
        (p, degreesOfFreedom, b) => {
          expect(
            Math.abs(studentTSurvival(-studentTQuantile(p, degreesOfFreedom), degreesOfFreedom) / p - 1),
          ).toBeLessThan(1e-10);
          expect(Math.abs(normalCdf(normalQuantile(p)) / p - 1)).toBeLessThan(1e-11);
          // Shapes below 1 crowd at the ends, where x itself is coarser than its probability.
          const shape = { a: 1 + (degreesOfFreedom % 50), b };
          expect(Math.abs(incompleteBeta({ x: betaQuantile(p, shape), ...shape }) - p)).toBeLessThan(1e-9);
        },
      ),
      RUNS,
    );
  });
});

describe("intervals of a proportion", () => {
  test("mirror when successes and failures are swapped", () => {
    fc.assert(
      fc.property(sample, level, (counts, confidence) => {
        const swapped = { n: counts.n, successes: counts.n - counts.successes };
        const interval = wilsonInterval(counts, confidence);
        const mirror = wilsonInterval(swapped, confidence);
        expect(interval?.lower).toBeCloseTo(1 - (mirror?.upper as number), 12);
      }),
      RUNS,
    );
  });
});

test("the interval of paired proportions mirrors when the sides are swapped", () => {
  const count = fc.integer({ min: 0, max: 50 });
  fc.assert(
    fc.property(count, count, count, level, (candidateOnly, baselineOnly, rest, confidence) => {
      const n = candidateOnly + baselineOnly + rest;
      fc.pre(n > 0);
      const interval = bonettPriceInterval({ candidateOnly, baselineOnly, n }, confidence);
      const mirror = bonettPriceInterval(
        { candidateOnly: baselineOnly, baselineOnly: candidateOnly, n },
        confidence,
      );
      expect(interval?.lower).toBeCloseTo(-(mirror?.upper as number), 12);
    }),
    RUNS,
  );
});

test("Holm is at least Benjamini–Hochberg, that at least the raw p, in the order of the raw p", () => {
  const pValues = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 30 });
  fc.assert(
    fc.property(pValues, (family) => {
      const adjusted = holm(family);
      const tolerated = benjaminiHochberg(family);
      for (const [i, p] of family.entries()) {
        // A missing p-value stays missing, and never becomes 0.
        expect(adjusted[i] === null).toBe(p === null);
        expect(tolerated[i] === null).toBe(p === null);
        if (p === null) continue;
        expect(adjusted[i]).toBeGreaterThanOrEqual((tolerated[i] as number) - 1e-12);
        expect(tolerated[i]).toBeGreaterThanOrEqual(p - 1e-12);
        for (const [j, other] of family.entries()) {
          if (other !== null && other >= p) expect(adjusted[j]).toBeGreaterThanOrEqual(adjusted[i] as number);
        }
      }
    }),
    RUNS,
  );
});
