import type { Experiment } from "../../domain/experiment/experiment.js";
import type { LabelStore } from "../../domain/label/label-store.js";
import { isJudged } from "./is-judged.js";
import { readJudgements } from "./read-judgements.js";

/**
 * Mean variance between judgements of the same output: the judge's own noise.
 *
 * Units   squared score points; pooled over outputs by degrees of freedom.
 * Null    for metrics that are not judged, and where no score keeps two judgements.
 */
export async function judgeSampleVariance(
  store: Pick<LabelStore, "streamRunValues">,
  { id, evaluators }: Pick<Experiment, "id" | "evaluators">,
  metric: string,
): Promise<number | null> {
  if (!isJudged(evaluators, metric)) return null;
  let squares = 0;
  let degreesOfFreedom = 0;
  for await (const run of store.streamRunValues({ experimentId: id, name: metric, of: "evaluations" })) {
    const judgements = readJudgements(run);
    if (judgements.length < 2) continue;
    const mean = judgements.reduce((sum, value) => sum + value, 0) / judgements.length;
    for (const value of judgements) squares += (value - mean) ** 2;
    degreesOfFreedom += judgements.length - 1;
  }
  return degreesOfFreedom === 0 ? null : squares / degreesOfFreedom;
}
