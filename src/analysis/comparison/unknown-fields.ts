import type { PairedSample } from "../items/paired-sample.js";

/** Metadata fields that none of the paired items has: most likely mistyped. */
export function unknownFields({ slices, clusters, unclusteredItems, differences }: PairedSample): {
  readonly slices: readonly string[];
  readonly isClusterField: boolean;
} {
  if (differences.length === 0) return { slices: [], isClusterField: false };
  return {
    slices: [...slices]
      .filter(([, values]) => values.every((value) => value === null))
      .map(([field]) => field),
    isClusterField: clusters !== null && unclusteredItems === differences.length,
  };
}
