/**
 * x·log(x/m) + m − x without cancellation near x = m: the deviance of an observation x from its mean m.
 *
 * Domain  x >= 0, m > 0; result >= 0.
 * Error   relative 1e-14.
 * Source  Loader 2000 (`bd0`).
 */
export function devianceTerm(x: number, mean: number): number {
  const difference = x - mean;
  if (x === 0) return mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const ratio = difference / (x + mean);
  let sum = difference * ratio;
  let power = 2 * x * ratio;
  const square = ratio * ratio;
  for (let index = 1; index < 1000; index += 1) {
    power *= square;
    const next = sum + power / (2 * index + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
