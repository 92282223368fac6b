import { studentTSurvival } from "../distributions/student-t.js";

/**
 * Two-sided p-value of a correlation by its t transformation, n − 2 degrees of freedom.
 *
 * Shapes  -1 <= correlation <= 1, from n pairs.
 * Units   p in [0, 1]; 0 for a perfect correlation.
 * Null    for n < 3.
 * Source  Student 1908.
 */
export function correlationPValue(correlation: number, n: number): number | null {
  if (n < 3) return null;
  const unexplained = (1 - correlation) * (1 + correlation);
  // Below this 1 − r² is rounding noise, and so would be p.
  if (unexplained <= 4 * Number.EPSILON) return 0;
  const t = Math.abs(correlation) * Math.sqrt((n - 2) / unexplained);
  return 2 * studentTSurvival(t, n - 2);
}
