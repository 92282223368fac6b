/**
 * Every condition in which a verdict can be false although its arithmetic is right: each draws data on which the claim is
 * false and says whether the code that decides made it all the same. `before` is the rate of the rules they replaced, in per
 * cent.
 */
import { normal, sample } from "./random-samples.mjs";
import { JUMP, rareJump, WORST_SHARES } from "./rare-jump.mjs";
import {
  dropOutcome,
  meanOutcome,
  sequenceOf,
  TIME_OUT_MS,
  tailOutcome,
  tailVerdicts,
  verdictOf,
  verdictsOf,
} from "./verdict-of.mjs";

const isFalse = ({ verdict }) => verdict === "better" || verdict === "worse";
const row = (what, data, n, before, draw) => ({ what, data, n, before, draw });

/** The expected share of passes that a gate must not give, or of verdicts that nothing supports. */
const rareLoss = (share, size) => (random) => (random() < share ? -size : 0);
const repeated = (random, share, repetitions) =>
  sample(repetitions, () => (random() < share ? 1 : 0)).reduce((sum, value) => sum + value, 0) / repetitions;
const pareto = (random, shape) => (1 - random()) ** (-1 / shape) - shape / (shape - 1);
const gains = (random) => (random() < 0.05 ? 0.6 : (-0.6 * 0.05) / 0.95) + 0.05 * normal(random);
const asymmetric = (random) => {
  const draw = random();
  return draw < 0.04 ? -0.25 : draw < 0.05 ? 1 : 0;
};
const clamped = (value) => Math.min(1, Math.max(-1, value));
const timeouts = (random) => (random() < 0.03 ? 30_000 : 0) - 900 + 200 * normal(random);

const gates = [
  ...[
    [10, 68.5],
    [20, 42.1],
    [50, 14.8],
    [100, 9.5],
  ].flatMap(([n, before]) => [
    row(
      "gate maxDrop .02 passes",
      "ordinal judge, 4 % of items lose .5",
      n,
      before,
      (random) =>
        dropOutcome(
          sample(n, () => rareLoss(0.04, 0.5)(random)),
          0.02,
        ) === "pass",
    ),
    row(
      "equivalent, margin .02",
      "ordinal judge, 4 % of items lose .5",
      n,
      before,
      (random) =>
        verdictOf(
          sample(n, () => rareLoss(0.04, 0.5)(random)),
          { margin: 0.02 },
        ).verdict === "equivalent",
    ),
  ]),
  ...[
    [10, 71.6],
    [20, 58.3],
    [50, 21.4],
    [100, 14.6],
  ].map(([n, before]) =>
    row(
      "gate minimum .98 passes",
      "pass rate .98 × 2 repetitions",
      n,
      before,
      async (random) =>
        (await meanOutcome(
          sample(n, () => repeated(random, 0.98, 2)),
          { minimum: 0.98 },
          { repetitions: 2 },
        )) === "pass",
    ),
  ),
  ...[
    [10, 53.6],
    [50, 19],
    [100, 14.2],
  ].map(([n, before]) =>
    row(
      "gate maxDrop .02 passes",
      "pass rate 1 → .98 × 3 repetitions",
      n,
      before,
      (random) =>
        dropOutcome(
          sample(n, () => repeated(random, 0.98, 3) - 1),
          0.02,
        ) === "pass",
    ),
  ),
  ...[
    [30, 27.5],
    [100, 17.1],
    [300, 15.8],
  ].map(([n, before]) =>
    row(
      "gate maximum passes",
      "lognormal latency, sigma 1.5",
      n,
      before,
      async (random) =>
        (await meanOutcome(
          sample(n, () => 1000 * Math.exp(1.5 * normal(random))),
          { maximum: 1000 * Math.exp(1.125) },
          { kind: "latency" },
        )) === "pass",
    ),
  ),
  ...[
    [30, 11.7],
    [100, 10.3],
  ].map(([n, before]) =>
    row(
      "gate minimum .95 passes",
      "90 % at 1, 10 % at .5",
      n,
      before,
      async (random) =>
        (await meanOutcome(
          sample(n, () => (random() < 0.9 ? 1 : 0.5)),
          { minimum: 0.95 },
        )) === "pass",
    ),
  ),
  row(
    "gate minimum .98 passes",
    "2 % near 0",
    300,
    16.1,
    async (random) =>
      (await meanOutcome(
        sample(300, () => (random() < 0.02 ? 0.01 : 1 - (0.02 * 0.01) / 0.98)),
        { minimum: 0.98 },
      )) === "pass",
  ),
  ...[
    [10, 18.5],
    [50, 8.4],
  ].map(([n, before]) =>
    row(
      "gate minimum .98 fails",
      "pass rate .98, one repetition",
      n,
      before,
      async (random) =>
        (await meanOutcome(
          sample(n, () => (random() < 0.98 ? 1 : 0)),
          { minimum: 0.98 },
        )) === "fail",
    ),
  ),
];

const early = [
  row(
    "stopEarly names a winner",
    "latency with 3 % time-outs",
    200,
    56.1,
    (random) =>
      sequenceOf(
        sample(200, () => timeouts(random)),
        { range: null },
      ).decision !== "undecided",
  ),
  row(
    "stopEarly names a winner",
    "score with 5 % gains of .6",
    200,
    41.6,
    (random) => sequenceOf(sample(200, () => clamped(gains(random)))).decision !== "undecided",
  ),
  row(
    "stopEarly names a winner",
    "95 % ties, 4 % −.25, 1 % +1",
    400,
    12.7,
    (random) => sequenceOf(sample(400, () => asymmetric(random))).decision !== "undecided",
  ),
  row(
    "stopEarly names a winner",
    "normal, sd .2",
    200,
    3.7,
    (random) => sequenceOf(sample(200, () => clamped(0.2 * normal(random)))).decision !== "undecided",
  ),
  row(
    "stopEarly names a winner",
    "yes-or-no, 20 % discordant",
    200,
    null,
    (random) =>
      sequenceOf(
        sample(200, () => discordant(random)),
        { isBinary: true },
      ).decision !== "undecided",
  ),
  row(
    "stopEarly names a winner",
    "ordinal, 70 % ties",
    200,
    3.1,
    (random) => sequenceOf(sample(200, () => ordinal(random))).decision !== "undecided",
  ),
];

const tails = [
  ...[
    [30, 40.1],
    [100, 13.1],
  ].map(([n, before]) =>
    row("better or worse", "latency, 3 % time-outs on one side", n, before, (random) =>
      isFalse(
        verdictOf(
          sample(n, () => timeouts(random)),
          { kind: "latency", range: null },
        ),
      ),
    ),
  ),
  ...[
    [30, 16],
    [100, 13.2],
  ].map(([n, before]) =>
    row("better or worse", "Pareto cost, shape 2", n, before, (random) =>
      isFalse(
        verdictOf(
          sample(n, () => pareto(random, 2) + 0.1 * normal(random)),
          { kind: "cost", range: null },
        ),
      ),
    ),
  ),
  row("better or worse", "5 % gains of .6", 30, 17.2, (random) =>
    isFalse(verdictOf(sample(30, () => clamped(gains(random))))),
  ),
  ...[
    [100, 21.6],
    [400, 7.8],
  ].map(([n, before]) =>
    row("better or worse", "95 % ties, 4 % −.25, 1 % +1", n, before, (random) =>
      isFalse(verdictOf(sample(n, () => asymmetric(random)))),
    ),
  ),
  row("better or worse", "rare +1 against −.05 elsewhere", 100, 10.3, (random) =>
    isFalse(verdictOf(sample(100, () => (random() < 0.05 / 1.05 ? 1 : -0.05)))),
  ),
  ...[
    [30, 0.02, 17.2],
    [30, 0.05, 17.9],
    [30, 0.08, 18],
    [50, 0.02, 16.1],
    [50, 0.05, 16.2],
    [100, 0.02, 17.5],
    [100, 0.05, 15.8],
  ].map(([n, noise, before]) => {
    const share = WORST_SHARES.get(n);
    return row(
      "better or worse",
      `${(100 * share).toFixed(1)} % jump by ${JUMP}, noise ${noise}`,
      n,
      before,
      (random) => isFalse(verdictOf(sample(n, () => rareJump(random, { share, noise })))),
    );
  }),
  row("better or worse", "5 of 100 candidate runs fail that would be 0", 100, 82.3, failedRuns),
];

const lognormal = (random, sigma) => 1000 * Math.exp(sigma * normal(random));
const decided = (tails, statistic) => tails.some((tail) => tail.statistic === statistic && isFalse(tail));
const quantiles = [
  row("gate p95 maximum passes", "lognormal latency, sigma 1.5", 100, null, async (random) => {
    const limit = 1000 * Math.exp(1.5 * 1.6448536269514722);
    const values = sample(100, () => lognormal(random, 1.5));
    return (await tailOutcome(values, "latency_ms_p95", { maximum: limit })) === "pass";
  }),
  row("gate median maximum passes", "lognormal latency, sigma 1.5, time-outs", 50, null, async (random) => {
    const values = sample(50, () => (random() < 0.03 ? TIME_OUT_MS : lognormal(random, 1.5)));
    // With 3 % above all others the median is the quantile 0.5 / 0.97 of the rest: 0.0388 standard deviations up.
    const limit = 1000 * Math.exp(1.5 * 0.03878);
    return (await tailOutcome(values, "latency_ms_median", { maximum: limit })) === "pass";
  }),
  ...["median", "p95", "geometric_mean"].flatMap((statistic) =>
    [30, 100, 300].map((n) =>
      row(
        `better or worse on ${statistic}`,
        "lognormal latency, sigma 1, items alike",
        n,
        null,
        async (random) => {
          const arms = sample(n, () => {
            const item = normal(random);
            return sample(2, () => 1000 * Math.exp(item + 0.5 * normal(random)));
          });
          const [before, after] = [0, 1].map((arm) => arms.map((values) => values[arm]));
          return decided(await tailVerdicts(before, after), statistic);
        },
      ),
    ),
  ),
  row("better or worse on p95", "latency, 3 % time-outs on both sides", 200, null, async (random) => {
    const draw = () => sample(200, () => (random() < 0.03 ? TIME_OUT_MS : lognormal(random, 0.5)));
    return decided(await tailVerdicts(draw(), draw()), "p95");
  }),
];

const healthy = [
  row("better or worse", "yes-or-no, pass rate .97", 100, null, (random) =>
    isFalse(
      verdictOf(
        sample(100, () => Number(random() < 0.97) - Number(random() < 0.97)),
        { isBinary: true },
      ),
    ),
  ),
  ...[10, 15, 30, 100].flatMap((n) => [
    row("better or worse", "ordinal, 5 levels", n, null, (random) =>
      isFalse(verdictOf(sample(n, () => fiveLevels(random) - fiveLevels(random)))),
    ),
    row("better or worse", "normal, sd .2", n, null, (random) =>
      isFalse(verdictOf(sample(n, () => clamped(0.2 * normal(random))))),
    ),
  ]),
  row("any of 4 variants wins", "normal, sd .2", 60, null, fourVariants),
  row("better or worse", "8 clusters of 10", 80, null, (random) => {
    const effects = sample(8, () => 0.1 * normal(random));
    const differences = sample(80, (index) => clamped(effects[index % 8] + 0.15 * normal(random)));
    return isFalse(verdictOf(differences, { clusters: differences.map((_, index) => `c${index % 8}`) }));
  }),
  row("better or worse", "noisy, 3 repetitions", 100, null, (random) =>
    isFalse(verdictOf(sample(100, () => repeated(random, 0.5, 3) - repeated(random, 0.5, 3)))),
  ),
  row("better or worse", "symmetric, 70 % ties", 30, null, (random) =>
    isFalse(verdictOf(sample(30, () => ordinal(random)))),
  ),
];

/** Conditions with a name, the claim that is false, and the draw that says whether it was made. */
export const FALSE_VERDICTS = [...gates, ...early, ...tails, ...quantiles, ...healthy];

/** What is found where there is something to find: `t` is the power of the plain t test on the same samples. */
export const POWERS = [30, 50, 100, 200].flatMap((n) =>
  [
    ["normal, sd .15", (random) => 0.15 * normal(random), 0.15],
    ["normal, sd .2", (random) => 0.2 * normal(random), 0.2],
    ["normal, sd .3", (random) => 0.3 * normal(random), 0.3],
    ["ordinal, 5 levels", (random) => fiveLevels(random) - fiveLevels(random), 0.5],
  ].map(([data, noise, deviation]) => ({
    data,
    n,
    draw: (random) => {
      const effect = (2.8 * deviation) / Math.sqrt(n);
      const { verdict, pValueT, interval } = verdictOf(sample(n, () => clamped(noise(random) + effect)));
      return {
        found: verdict === "better",
        foundByT: pValueT !== null && pValueT <= 0.05,
        isCovered: interval !== null && interval.lower <= effect && interval.upper >= effect,
      };
    },
  })),
);

function discordant(random) {
  const draw = random();
  return draw < 0.1 ? 1 : draw < 0.2 ? -1 : 0;
}

function ordinal(random) {
  return random() < 0.7 ? 0 : random() < 0.5 ? 0.25 : -0.25;
}

function fiveLevels(random) {
  const draw = random();
  return draw < 0.1 ? 0 : draw < 0.25 ? 0.25 : draw < 0.5 ? 0.5 : draw < 0.8 ? 0.75 : 1;
}

function fourVariants(random) {
  const arms = sample(4, () => sample(60, () => 0.14 * normal(random)));
  const pairs = arms.flatMap((one, index) =>
    arms.slice(index + 1).map((two) => one.map((value, item) => clamped(value - two[item]))),
  );
  return verdictsOf(pairs).some(isFalse);
}

/** Both arms score alike; the candidate fails on 5 items on which it would have scored 0, where the baseline scores 0 too. */
function failedRuns(random) {
  const differences = sample(95, () => 0.2 * normal(random)).map((value) => clamped(value + 0.053));
  const baseline = sample(5, () => 0.5 + 0.5 * random());
  const fills = {
    lowest: [...differences, ...baseline.map((value) => -value)],
    highest: [...differences, ...baseline.map((value) => 1 - value)],
    clusters: null,
    items: 5,
  };
  return isFalse(verdictOf(differences, { fills }));
}
