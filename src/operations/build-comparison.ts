import type { ExperimentDefinition } from "../config.js";
import { type Comparison, ComparisonPolicy } from "../domain/comparison/comparison.js";
import { parseComparisonPolicy } from "../domain/comparison/comparison-policy.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import { VariantNotFoundError } from "../domain/experiment/experiment-errors.js";
import { parseOption } from "./parse-option.js";

/** How a definition's variants are compared. @throws ExperimentOptionsInvalidError, ComparisonPolicyInvalidError */
export function comparisonPolicy({ name, compare }: ExperimentDefinition): ComparisonPolicy {
  const { baseline: _baseline, ...given } = compare ?? {};
  return parseComparisonPolicy(parseOption(name, ComparisonPolicy, given));
}

/** The comparison of a start's experiments. @throws VariantNotFoundError when the baseline is no variant */
export function buildComparison({
  id,
  name,
  definition,
  experiments,
  policy,
  anchors,
}: {
  readonly anchors: Experiment | null;
  readonly policy: ComparisonPolicy;
  readonly id: string;
  readonly name: string;
  readonly definition: ExperimentDefinition;
  readonly experiments: readonly Experiment[];
}): Comparison {
  const baseline = definition.compare?.baseline;
  const first = experiments[0] as Experiment;
  const named = baseline === undefined ? first : experiments.find(({ variant }) => variant === baseline);
  if (baseline !== undefined && definition.variants[baseline] === undefined) {
    throw new VariantNotFoundError(baseline, definition.name, Object.keys(definition.variants));
  }
  return {
    id,
    name,
    definition: definition.name,
    datasetName: first.datasetName,
    datasetVersion: first.datasetVersion,
    experimentIds: experiments.map((experiment) => experiment.id),
    baselineId: (named ?? first).id,
    policy,
    anchorsExperimentId: anchors?.id ?? null,
    metadata: {},
    status: "pending",
    workflowId: `comparison/${name}`,
    report: null,
    error: null,
    createdAt: first.createdAt,
    endedAt: null,
  };
}
