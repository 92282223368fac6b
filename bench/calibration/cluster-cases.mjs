/**
 * Items that come in clusters, where the rare jump or loss is one of whole clusters: then clusters are what was or was not seen.
 * `before` is the rate of the rules that counted items, in per cent.
 */
import { normal, sample } from "./random-samples.mjs";
import { JUMP, rareJump, WORST_SHARES } from "./rare-jump.mjs";
import { dropOutcome, verdictOf } from "./verdict-of.mjs";

const SIZE = 10;
const isFalse = ({ verdict }) => verdict === "better" || verdict === "worse";
const namesOf = (differences) => differences.map((_, index) => `c${Math.floor(index / SIZE)}`);
/** Items of so many clusters, alike within each but for a little noise. */
const clustered = (random, clusters, draw) =>
  sample(clusters, () => draw(random)).flatMap((value) =>
    sample(SIZE, () => Math.min(1, Math.max(-1, value + 0.02 * normal(random)))),
  );

/** Conditions with a name, the claim that is false, and the draw that says whether it was made. */
export const CLUSTERS = [
  ...[
    [30, 17.6],
    [50, 17.7],
    [100, 15.8],
  ].map(([clusters, before]) => ({
    what: "better or worse",
    data: `${clusters} clusters of ${SIZE}, ${(100 * WORST_SHARES.get(clusters)).toFixed(1)} % of clusters jump by ${JUMP}`,
    n: clusters * SIZE,
    before,
    draw: (random) => {
      const share = WORST_SHARES.get(clusters);
      const differences = clustered(random, clusters, (draw) => rareJump(draw, { share, noise: 0.05 }));
      return isFalse(verdictOf(differences, { clusters: namesOf(differences) }));
    },
  })),
  ...[
    [20, 46.6],
    [30, 30.2],
  ].map(([clusters, before]) => ({
    what: "gate maxDrop .02 passes",
    data: `${clusters} clusters of ${SIZE}, 4 % of clusters lose .5`,
    n: clusters * SIZE,
    before,
    draw: (random) => {
      const differences = sample(clusters, () => (random() < 0.04 ? -0.5 : 0)).flatMap((value) =>
        sample(SIZE, () => Math.max(-1, value + 0.01 * normal(random))),
      );
      return dropOutcome(differences, 0.02, { clusters: namesOf(differences) }) === "pass";
    },
  })),
];
