/**
 * What a covariate known before the run costs and gains: differences that follow an item's difficulty, compared by the code that
 * decides with and without the adjustment. The truth is the mean over all items there could be, of which those run are a sample.
 */
import { adjustSample } from "../../dist/analysis/covariate/adjust-sample.js";
import { normal, sample } from "./random-samples.mjs";
import { verdictOf } from "./verdict-of.mjs";

/** An item's difference changes by so much from the easiest to the hardest one. */
const SLOPE = 0.6;
const NOISE = 0.1;
const DEVIATION = Math.sqrt(SLOPE ** 2 / 12 + NOISE ** 2);

const clamped = (value) => Math.min(1, Math.max(-1, value));

function compare({ n, known, mean }, effect, random) {
  const difficulty = sample(known, () => random());
  const differences = sample(n, (index) =>
    clamped(effect + SLOPE * (difficulty[index] - 0.5) + NOISE * normal(random)),
  );
  const itemIds = differences.map((_, index) => `i${index}`);
  const values = new Map(difficulty.map((value, index) => [`i${index}`, value]));
  const covariate = { metadata: "difficulty", ...(mean === undefined ? {} : { mean }) };
  const plain = { differences, clusters: null, isBinary: false, itemIds };
  const adjusted = adjustSample(plain, { covariate, values });
  return { plain: verdictOf(differences), adjusted: verdictOf(adjusted.sample.differences) };
}

const cases = [30, 100].flatMap((n) => [
  { data: "its mean is stated", n, known: n, mean: 0.5 },
  { data: "known of five times as many items", n, known: 5 * n },
  { data: "known of the items run alone", n, known: n },
]);

/** Conditions with a draw without an effect, and one with what the plain t test finds in four of five cases. */
export const COVARIATES = cases.map((condition) => ({
  ...condition,
  drawNull: (random) => compare(condition, 0, random),
  drawEffect: (random) => {
    const effect = (2.8 * DEVIATION) / Math.sqrt(condition.n);
    const { plain, adjusted } = compare(condition, effect, random);
    const { lower, upper } = adjusted.interval;
    return {
      foundPlain: plain.verdict === "better",
      found: adjusted.verdict === "better",
      isCovered: lower <= effect && upper >= effect,
    };
  },
}));
