import { checkJudge } from "../analysis/judge/check-judge.js";
import { collectStoredLabels, rescaleLabels, resolveLabels } from "../analysis/judge/collect-labels.js";
import type { JudgeCheck } from "../domain/judge/judge-check.js";
import type { GivenLabel, LabelScale } from "../domain/label/given-label.js";
import type { Store } from "../domain/store.js";
import { chooseLabelledExperiments } from "./choose-labelled-experiments.js";

/** Which judge, and which labels. */
export interface JudgeCheckRequest {
  /** The judged score. */
  readonly metric: string;
  /** Experiments to check, the baseline first; by default all that have labels. */
  readonly experiments?: readonly string[] | undefined;
  /** Labels from elsewhere; by default those in the store. */
  readonly labels?: readonly GivenLabel[] | undefined;
  /** Name of the labels; by default that of the metric. */
  readonly labelName?: string;
  /** The labels' scale, mapped to 0–1. */
  readonly labelScale?: LabelScale;
  /** Two-sided error rate of the intervals; 0.05 by default. */
  readonly alpha?: number;
}

/**
 * Compares a judge's scores with what people say of the same runs.
 *
 * @throws ExperimentNotFoundError and the label errors of `domain/label`
 */
export async function checkJudgeAgainstPeople(store: Store, request: JudgeCheckRequest): Promise<JudgeCheck> {
  const { metric, labelName = metric, labels: given = null, labelScale, alpha = 0.05 } = request;
  const references = request.experiments ?? [];
  const experiments = await chooseLabelledExperiments(store, { references, given, labelName });
  const found =
    given === null
      ? await collectStoredLabels(store, { experiments, labelName })
      : await resolveLabels(store, { experiments, given });
  const labels = labelScale === undefined ? found : rescaleLabels(found, labelScale);
  return await checkJudge(store, { metric, labelName, experiments, labels, level: 1 - alpha });
}
