import type { PairedSample } from "../items/paired-sample.js";

/** No pairs: what is left of two sides that must not be compared. */
export const emptySample: PairedSample = {
  baseline: [],
  candidate: [],
  differences: [],
  itemIds: [],
  clusters: null,
  unclusteredItems: 0,
  slices: new Map(),
  extremes: { highest: [], lowest: [] },
  isBinary: false,
  isUnit: false,
  baselineOnly: [],
  candidateOnly: [],
  missingShares: null,
  lacking: { baseline: 0, candidate: 0 },
  variance: { baseline: { within: null, between: null }, candidate: { within: null, between: null } },
};
