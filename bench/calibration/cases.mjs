/**
 * What is simulated under the null: each case draws one data set without any effect and says whether it raised a
 * false alarm. `nominal` is the promised rate; `kind` says what is checked of the observed one:
 *   exact     it equals the promise within the simulation's error
 *   at_most   it does not exceed the promise (discrete or conservative tests)
 *   known     a known weakness, stated below the table; nothing is checked
 *   contrast  shown to teach why Assay does not do this; nothing is checked
 */
import { correctItems } from "../../dist/analysis/judge/correct-with-labels.js";
import { judgeDrift } from "../../dist/analysis/judge/judge-drift.js";
import { bellMcCaffreyTTest } from "../../dist/statistics/clustered/bell-mccaffrey-t-test.js";
import { mcnemarTest } from "../../dist/statistics/hypothesis-tests/mcnemar-test.js";
import { wilcoxonSignedRank } from "../../dist/statistics/hypothesis-tests/wilcoxon-signed-rank.js";
import { predictionPoweredMean } from "../../dist/statistics/judge-quality/prediction-powered-mean.js";
import { benjaminiHochberg } from "../../dist/statistics/multiplicity/benjamini-hochberg.js";
import { holm } from "../../dist/statistics/multiplicity/holm.js";
import { pairedTTest } from "../../dist/statistics/paired-t-test.js";
import { bettingEProcess } from "../../dist/statistics/sequential/betting-e-process.js";
import { signFlipTest } from "../../dist/statistics/sign-flip-test.js";
import { discordant, likert, normal, sample, skewed } from "./random-samples.mjs";

const ALPHA = 0.05;
const LEVEL = 1 - ALPHA;
const PEEK_FROM = 20;
const PEEK_TO = 200;

const rejects = (pValue) => pValue !== null && pValue <= ALPHA;
const misses = (interval, truth) => interval !== null && (interval.lower > truth || interval.upper < truth);
const tRejects = (values) => rejects(pairedTTest(values, { level: LEVEL }).pValue);
const single = (method, data, n, kind, draw, share = 1) => ({
  method,
  data,
  n,
  kind,
  nominal: ALPHA,
  draw,
  share,
});

const tests = [
  single("paired t", "normal", 10, "exact", (random) => tRejects(sample(10, () => normal(random)))),
  single("paired t", "normal", 30, "exact", (random) => tRejects(sample(30, () => normal(random)))),
  single("paired t", "judged, 70 % ties", 100, "exact", (random) =>
    tRejects(sample(100, () => likert(random))),
  ),
  single("paired t", "rare large gains", 30, "contrast", (random) =>
    tRejects(sample(30, () => skewed(random))),
  ),
  single("sign flip, exact", "judged, 70 % ties", 30, "at_most", (random) =>
    rejects(
      signFlipTest(
        sample(30, () => likert(random)),
        { random, resamples: 999 },
      ).pValue,
    ),
  ),
  single("sign flip, exact", "normal", 12, "at_most", (random) =>
    rejects(
      signFlipTest(
        sample(12, () => normal(random)),
        { random },
      ).pValue,
    ),
  ),
  single(
    "sign flip, 999 resamples",
    "normal",
    40,
    "exact",
    (random) =>
      rejects(
        signFlipTest(
          sample(40, () => normal(random)),
          { random, resamples: 999 },
        ).pValue,
      ),
    0.5,
  ),
  single("Wilcoxon, exact", "normal", 12, "at_most", (random) =>
    rejects(wilcoxonSignedRank(sample(12, () => normal(random))).pValueExact),
  ),
  single("Wilcoxon, exact with ties", "judged, 70 % ties", 40, "at_most", (random) =>
    rejects(wilcoxonSignedRank(sample(40, () => likert(random))).pValueExact),
  ),
  single("McNemar, exact", "binary, 20 % discordant", 100, "at_most", (random) =>
    rejects(mcnemarTest(countDiscordant(sample(100, () => discordant(random)))).pValue),
  ),
  single("McNemar, mid-p", "binary, 20 % discordant", 100, "at_most", (random) =>
    rejects(mcnemarTest(countDiscordant(sample(100, () => discordant(random)))).pValueMid),
  ),
  single("Holm, any of 5 metrics", "normal", 30, "at_most", (random) =>
    holm(fiveMetrics(random)).some(rejects),
  ),
  single("Benjamini–Hochberg, any of 5", "normal", 30, "at_most", (random) =>
    benjaminiHochberg(fiveMetrics(random)).some(rejects),
  ),
  single("no correction, any of 5", "normal", 30, "contrast", (random) => fiveMetrics(random).some(rejects)),
];

const repeated = [
  single("3 repetitions, averaged by item", "100 items, noisy", 100, "exact", (random) =>
    tRejects(repetitions(random).map(([a, b, c]) => (a + b + c) / 3)),
  ),
  single("3 repetitions as 300 items", "100 items, noisy", 300, "contrast", (random) =>
    tRejects(repetitions(random).flat()),
  ),
  single("clustered t, CR2", "40 clusters of 4", 40, "exact", (random) =>
    clusteredAlarm(random, { clusters: 40, sizeOf: () => 4, test: bellMcCaffreyTTest }),
  ),
  single("clustered t, CR2", "40 clusters of 1–6", 40, "known", (random) =>
    clusteredAlarm(random, { clusters: 40, sizeOf: oneToSix, test: bellMcCaffreyTTest }),
  ),
  single("clustered t, CR2", "6 clusters of 1–6", 6, "known", (random) =>
    clusteredAlarm(random, { clusters: 6, sizeOf: oneToSix, test: bellMcCaffreyTTest }),
  ),
  single("clustered t, CR2", "20 clusters, one holds half", 20, "known", (random) =>
    clusteredAlarm(random, { clusters: 20, sizeOf: oneHoldsHalf, test: bellMcCaffreyTTest }),
  ),
];

const sequential = [
  single("betting e-process ≥ 1 / alpha, any time", "binary, 20 % discordant", PEEK_TO, "at_most", (random) =>
    bettingEProcess(
      sample(PEEK_TO, () => discordant(random)),
      { alpha: ALPHA },
    ).some((wealth) => wealth >= 1 / ALPHA),
  ),
  single(`fixed-n t, peeking ${PEEK_FROM}–${PEEK_TO}`, "normal", PEEK_TO, "contrast", peekWithT, 0.2),
];

const labels = [15, 30, 100].flatMap((n) => [
  single("PPI++ as Assay reports it", "biased judge, 500 others", n, "at_most", (random) => {
    const { items, truth } = labelledItems(random, n);
    return misses(correctItems(items, { labelName: "x", level: LEVEL }).interval, truth);
  }),
  single("PPI++ of the textbook (normal)", "biased judge, 500 others", n, "contrast", (random) => {
    const { items, truth } = labelledItems(random, n);
    const labelled = items.filter(({ label }) => label !== null);
    const judged = {
      human: labelled.map(({ label }) => label.human),
      judgeOnLabelled: labelled.map(({ judge }) => judge),
      judgeOnUnlabelled: items.filter(({ label }) => label === null).map(({ judge }) => judge),
    };
    return misses(predictionPoweredMean(judged, { level: LEVEL }).interval, truth);
  }),
]);
const judges = [
  single("judge alone", "biased judge, 500 others", 515, "contrast", (random) => {
    const { items, truth } = labelledItems(random, 15);
    const values = items.map(({ judge }) => judge - truth);
    return misses(pairedTTest(values, { level: LEVEL }).interval, 0);
  }),
  single("judge drift, ±2 SE", "30 anchors, 3 earlier judgings", 30, "contrast", (random) => {
    const levels = sample(30, () => random());
    const judging = (experimentId) => ({
      experimentId,
      fingerprint: "f",
      scores: new Map(levels.map((level, index) => [`a${index}`, level + 0.1 * normal(random)])),
    });
    const earlier = ["1", "2", "3"].map(judging);
    return judgeDrift({ metric: "x", current: judging("4"), earlier }).drifted;
  }),
];

/** All cases, in the order of the table. */
export const CASES = [...tests, ...repeated, ...sequential, ...labels, ...judges];

function countDiscordant(differences) {
  return {
    candidateOnly: differences.filter((difference) => difference > 0).length,
    baselineOnly: differences.filter((difference) => difference < 0).length,
  };
}

/** Five metrics of the same 30 items, correlated as metrics are. */
function fiveMetrics(random) {
  const shared = sample(30, () => normal(random));
  return sample(5, () => {
    const own = shared.map((value) => 0.6 * value + 0.8 * normal(random));
    return pairedTTest(own, { level: LEVEL }).pValue;
  });
}

/** 100 items whose true differences vary around 0, each run three times. */
function repetitions(random) {
  return sample(100, () => {
    const difference = normal(random);
    return sample(3, () => difference + 0.5 * normal(random));
  });
}

const oneToSix = (index) => 1 + (index % 6);
const oneHoldsHalf = (index) => (index === 0 ? 76 : 4);

/** Items that share their cluster's effect. */
function clusteredAlarm(random, { clusters: count, sizeOf, test }) {
  const clusters = sample(count, (index) => ({
    name: `c${index}`,
    effect: normal(random),
    size: sizeOf(index),
  }));
  const values = clusters.flatMap(({ effect, size }) => sample(size, () => effect + normal(random)));
  const names = clusters.flatMap(({ name, size }) => sample(size, () => name));
  return misses(test(values, { clusters: names, level: LEVEL }).interval, 0);
}

function peekWithT(random) {
  const values = sample(PEEK_TO, () => normal(random));
  for (let n = PEEK_FROM; n <= PEEK_TO; n += 1) if (tRejects(values.slice(0, n))) return true;
  return false;
}

/** People's scores and a judge that is lenient, noisy, and compresses the scale; `n` labelled, 500 not. */
function labelledItems(random, n) {
  const items = sample(n + 500, (index) => {
    const human = 0.5 + 0.2 * normal(random);
    const judge = 0.3 + 0.6 * human + 0.1 * normal(random);
    return { judge, label: index < n ? { human, judge } : null };
  });
  return { items, truth: 0.5 };
}
