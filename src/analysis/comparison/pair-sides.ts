import type { BySide } from "../../domain/comparison/by-side.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { Store } from "../../domain/store.js";
import { type PairedVersions, pairVersions } from "../items/pair-versions.js";
import type { ComparisonSide } from "./comparison-side.js";

/** Two sides; where one is the baseline, it is the pair's baseline. */
export interface SideCouple extends BySide<ComparisonSide> {
  /** Which items are the same, where their dataset versions differ. */
  readonly versions: PairedVersions | null;
}

/** All pairs of sides, each with the items that both have. */
export async function pairSides(
  store: Store,
  sides: readonly ComparisonSide[],
): Promise<readonly SideCouple[]> {
  const couples: SideCouple[] = [];
  for (const { baseline, candidate } of pairsOf(sides)) {
    const experiments = { baseline: baseline.experiment, candidate: candidate.experiment };
    couples.push({ baseline, candidate, versions: await pairVersions(store, experiments) });
  }
  return couples;
}

/** The items that are not the same in the dataset versions of two sides; null where the version is. */
export function excludedBy(
  couples: readonly SideCouple[],
  { baselineId, candidateId }: Pick<MetricDifference, "baselineId" | "candidateId">,
): ReadonlySet<string> | null {
  const couple = couples.find(
    ({ baseline, candidate }) =>
      baseline.experiment.id === baselineId && candidate.experiment.id === candidateId,
  );
  return couple?.versions?.excluded ?? null;
}

/** All pairs of sides, not yet held against each other. */
export function pairsOf(sides: readonly ComparisonSide[]): BySide<ComparisonSide>[] {
  return sides.flatMap((first, index) =>
    sides
      .slice(index + 1)
      .map((second) =>
        second.compared.isBaseline
          ? { baseline: second, candidate: first }
          : { baseline: first, candidate: second },
      ),
  );
}
