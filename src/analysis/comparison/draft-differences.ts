import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import type { Store } from "../../domain/store.js";
import type { Looks } from "../sequence/read-sequences.js";
import { compareMetric } from "./compare-metric.js";
import { findMetric } from "./comparison-side.js";
import type { DraftDifference } from "./draft-difference.js";
import type { SideCouple } from "./pair-sides.js";

/** Drafts of each candidate against the baseline on each metric both have, and of all pairs on the primary one, which is first. */
export async function draftDifferences(
  store: Store,
  {
    couples,
    policy,
    looks,
    covariates,
  }: {
    readonly couples: readonly SideCouple[];
    readonly policy: ComparisonPolicy;
    readonly looks: Looks;
    readonly covariates: ReadonlyMap<string, number> | null;
  },
): Promise<readonly DraftDifference[]> {
  const drafts: DraftDifference[] = [];
  for (const { baseline, candidate, versions } of couples) {
    const isPrimary = ({ name }: MetricSummary): boolean => name === policy.primaryMetric;
    const { metrics } = baseline.compared;
    for (const metric of [...metrics.filter(isPrimary), ...metrics.filter((one) => !isPrimary(one))]) {
      const other = findMetric(candidate, metric.name);
      if (other === undefined || !(isPrimary(metric) || baseline.compared.isBaseline)) continue;
      const place = { metric: metric.name, ids: [baseline.experiment.id, candidate.experiment.id] as const };
      drafts.push(
        await compareMetric(store, {
          baseline,
          candidate,
          metrics: { baseline: metric, candidate: other },
          role: isPrimary(metric) ? "primary" : "secondary",
          // Slices are of candidates against the baseline.
          policy: baseline.compared.isBaseline ? policy : { ...policy, sliceBy: [] },
          versions,
          covariates,
          sequence: looks.find(place),
        }),
      );
    }
  }
  return drafts;
}
