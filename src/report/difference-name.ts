import { labelExperiments } from "../domain/label/label-experiments.js";

/** What to call the differences of a report: `candidate − baseline`. */
export function differenceName({
  experiments,
}: {
  readonly experiments: Parameters<typeof labelExperiments>[0];
}): (difference: { readonly candidateId: string; readonly baselineId: string }) => string {
  const label = labelExperiments(experiments);
  return ({ candidateId, baselineId }) => `${label(candidateId)} − ${label(baselineId)}`;
}
