/** Samples for simulations, all from one seeded source. */

/** A standard normal value by Box and Muller. */
export function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** `n` values of `draw`. */
export function sample(n, draw) {
  return Array.from({ length: n }, (_, index) => draw(index));
}

/** Paired differences of a judged score: 70 % ties, else a step up or down with equal chance. */
export function likert(random) {
  return random() < 0.7 ? 0 : random() < 0.5 ? 0.25 : -0.25;
}

/** Paired differences of a binary metric: 20 % discordant. */
export function discordant(random) {
  const draw = random();
  return draw < 0.1 ? 1 : draw < 0.2 ? -1 : 0;
}

/** Rare large gains around a mean of 0, the worst case for any test of means. */
export function skewed(random) {
  return (random() < 0.05 ? 1.9 : -0.1) + 0.05 * normal(random);
}
