import type { VersionPairing } from "../../domain/comparison/version-pairing.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";

const RUNS_PER_PAGE = 5_000;

/** Two experiments over different versions of a dataset: the items that are not the same in both, and their number. */
export interface PairedVersions {
  readonly excluded: ReadonlySet<string>;
  readonly pairing: VersionPairing;
}

/** Finds the items that are the same in both experiments' versions of their dataset; null when the version is the same. */
export async function pairVersions(
  store: Store,
  { baseline, candidate }: { readonly baseline: Experiment; readonly candidate: Experiment },
): Promise<PairedVersions | null> {
  const { datasetId } = baseline;
  const versions = [baseline.datasetVersion, candidate.datasetVersion] as const;
  if (versions[0] === versions[1] || datasetId !== candidate.datasetId) return null;
  const changes = await store.compareVersions(datasetId, versions);
  const counts = { changed: 0, first_only: 0, second_only: 0 };
  const planned = new Set([
    ...(await plannedItems(store, baseline)),
    ...(await plannedItems(store, candidate)),
  ]);
  for (const [itemId, change] of changes) if (planned.has(itemId)) counts[change] += 1;
  return {
    excluded: new Set(changes.keys()),
    pairing: {
      candidateId: candidate.id,
      baselineId: baseline.id,
      baselineVersion: versions[0],
      candidateVersion: versions[1],
      unchanged: [...planned].filter((itemId) => !changes.has(itemId)).length,
      changed: counts.changed,
      baselineOnly: counts.first_only,
      candidateOnly: counts.second_only,
    },
  };
}

async function plannedItems(store: Store, { id: experimentId }: Experiment): Promise<ReadonlySet<string>> {
  const items = new Set<string>();
  for (let fromOrdinal = 0; ; ) {
    const page = await store.listRuns({ experimentId, fromOrdinal, limit: RUNS_PER_PAGE });
    for (const { itemId } of page) items.add(itemId);
    const last = page.at(-1);
    if (last === undefined || page.length < RUNS_PER_PAGE) return items;
    fromOrdinal = last.ordinal + 1;
  }
}
