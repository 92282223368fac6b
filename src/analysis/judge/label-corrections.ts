import type { ComparisonReport } from "../../domain/comparison/comparison-report.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { Store } from "../../domain/store.js";
import { correctDifference } from "./correct-with-labels.js";

/** Differences of judged metrics corrected by people's labels of the same name, wherever there are any (PPI++). */
export async function labelCorrections(
  store: Store,
  differences: readonly MetricDifference[],
  { level }: { readonly level: number },
): Promise<ComparisonReport["labelCorrections"]> {
  const labelled = new Map<string, ReadonlySet<string>>();
  const namesOf = async (id: string): Promise<ReadonlySet<string>> => {
    const known = labelled.get(id) ?? new Set(await store.listLabelNames(id));
    labelled.set(id, known);
    return known;
  };
  const corrections: ComparisonReport["labelCorrections"] = [];
  for (const { metric, kind, candidateId, baselineId } of differences) {
    if (kind !== "score") continue;
    if (!(await namesOf(candidateId)).has(metric) || !(await namesOf(baselineId)).has(metric)) continue;
    const names = { candidateId, baselineId, metric, labelName: metric };
    corrections.push({ metric, candidateId, correction: await correctDifference(store, names, { level }) });
  }
  return corrections;
}
