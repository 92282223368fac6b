/** A continuous function and two points at which it has opposite signs. */
export interface RootSearch {
  readonly evaluate: (x: number) => number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Root of a continuous function inside a bracket.
 *
 * Error   a few units in the last place of the root, or 1e-15 near zero.
 * Method  secant steps kept inside the bracket by bisection whenever they do not halve it in two steps.
 * Source  Dekker 1969, with the safeguard of Press et al., Numerical Recipes, §9.4.
 */
export function findRoot({ evaluate, lower, upper }: RootSearch): number {
  let far = { x: lower, y: evaluate(lower) };
  let near = { x: upper, y: evaluate(upper) };
  if (far.y === 0) return far.x;
  let width = Math.abs(near.x - far.x);
  for (let step = 0; step < 400 && near.y !== 0; step += 1) {
    const gap = Math.abs(near.x - far.x);
    if (gap <= 4 * Number.EPSILON * Math.abs(near.x) + 1e-16) break;
    const middle = (near.x + far.x) / 2;
    const secant = near.x - (near.y * (near.x - far.x)) / (near.y - far.y);
    const stalls = step % 3 === 2 && gap > width / 2;
    const x = stalls || !isBetween(secant, near.x, far.x) ? middle : secant;
    if (step % 3 === 2) width = gap;
    const next = { x, y: evaluate(x) };
    if (x === secant && Math.abs(x - near.x) <= Number.EPSILON * Math.abs(x)) return x;
    if (Math.sign(next.y) !== Math.sign(near.y)) far = near;
    else far = { x: far.x, y: far.y / 2 };
    near = next;
  }
  return near.x;
}

function isBetween(x: number, left: number, right: number): boolean {
  return x > Math.min(left, right) && x < Math.max(left, right);
}

/** Widens [centre − 1, centre + 1] on the side that needs it until an increasing function changes sign, then finds the root. */
export function findRootOfIncreasing(evaluate: (x: number) => number, centre: number): number {
  let step = 1;
  let lower = centre - 1;
  while (evaluate(lower) > 0 && step < 1e12) {
    step *= 2;
    lower -= step;
  }
  step = 1;
  let upper = centre + 1;
  while (evaluate(upper) < 0 && step < 1e12) {
    step *= 2;
    upper += step;
  }
  return findRoot({ evaluate, lower, upper });
}
