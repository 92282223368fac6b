/**
 * What counting clusters costs: power on normal scores whose clusters are alike to the degree that an intraclass correlation (ICC)
 * says, at the difference that the plain cluster-robust t test (CR2) finds in four of five samples.
 */
import { studentTQuantile } from "../../dist/statistics/distributions/student-t.js";
import { normal, sample } from "./random-samples.mjs";
import { JUMP } from "./rare-jump.mjs";
import { verdictOf } from "./verdict-of.mjs";

const clamped = (value) => Math.min(1, Math.max(-1, value));

function condition({ clusters, size, icc, deviation }) {
  const names = sample(clusters * size, (index) => `c${Math.floor(index / size)}`);
  const ofMeans = deviation * Math.sqrt((1 + (size - 1) * icc) / size);
  const effect =
    ((studentTQuantile(0.975, clusters - 1) + studentTQuantile(0.8, clusters - 1)) * ofMeans) /
    Math.sqrt(clusters);
  const draw = (random) => {
    const differences = sample(clusters, () => Math.sqrt(icc) * normal(random)).flatMap((alike) =>
      sample(size, () => clamped(effect + deviation * (alike + Math.sqrt(1 - icc) * normal(random)))),
    );
    const { verdict, pValueT, interval } = verdictOf(differences, { clusters: names });
    return {
      found: verdict === "better",
      foundByT: pValueT !== null && pValueT <= 0.05,
      isCovered: interval !== null && interval.lower <= effect && interval.upper >= effect,
    };
  };
  // The share of clusters whose jump the other way leaves a sample without any looking just like these.
  const share = effect / (JUMP + effect);
  return {
    data: `sd ${deviation}, ${clusters} clusters of ${size}, ICC ${icc}`,
    n: clusters * size,
    /** Standard deviation of the clusters' means × √clusters, in ranges. */
    steadiness: ofMeans * Math.sqrt(clusters),
    /** How often those are missed. */
    missed: (1 - share) ** clusters,
    draw,
  };
}

/** Conditions with a draw of what is found. */
export const CLUSTER_POWERS = [30, 50, 100].flatMap((clusters) =>
  [5, 10].flatMap((size) =>
    [0.1, 0.3].flatMap((icc) => [0.2, 0.3].map((deviation) => condition({ clusters, size, icc, deviation }))),
  ),
);
