import type { BySide } from "../../domain/comparison/by-side.js";
import type { VersionPairing } from "../../domain/comparison/version-pairing.js";
import type { ItemInVersions } from "../../domain/dataset/dataset-store.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";
import { streamRuns } from "./stream-runs.js";

/** Two experiments over different versions of a dataset: the items that are not the same in both, and their number. */
export interface PairedVersions {
  readonly excluded: ReadonlySet<string>;
  readonly pairing: VersionPairing;
}

/** Finds the items that are the same in both experiments' versions of their dataset; null when the version is the same. */
export async function pairVersions(
  store: Store,
  { baseline, candidate }: BySide<Experiment>,
): Promise<PairedVersions | null> {
  const { datasetId, datasetVersion: baselineVersion } = baseline;
  const { datasetVersion: candidateVersion } = candidate;
  if (baselineVersion === candidateVersion || datasetId !== candidate.datasetId) return null;
  const known = await store.compareVersions(datasetId, [baselineVersion, candidateVersion]);
  const planned = new Set<string>();
  for (const { id } of [baseline, candidate])
    for await (const { itemId } of streamRuns(store, id)) planned.add(itemId);
  const counts: Record<ItemInVersions, number> = { same: 0, changed: 0, first_only: 0, second_only: 0 };
  const excluded = new Set<string>();
  for (const itemId of planned) {
    const standing = known.get(itemId) ?? "changed";
    counts[standing] += 1;
    if (standing !== "same") excluded.add(itemId);
  }
  return {
    excluded,
    pairing: {
      candidateId: candidate.id,
      baselineId: baseline.id,
      baselineVersion,
      candidateVersion,
      unchanged: counts.same,
      changed: counts.changed,
      baselineOnly: counts.first_only,
      candidateOnly: counts.second_only,
    },
  };
}
