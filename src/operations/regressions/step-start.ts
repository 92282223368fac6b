import type { ExperimentDefinition } from "../../config.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { RegressionStep } from "../../domain/regression/regression-verdict.js";
import type { ConfigurationRegistry } from "../../registry.js";
import type { StartOptions } from "../start-options.js";

/** How to start what a verdict asks for: the options, and the configuration with the config that is to run. */
export interface StepStart {
  readonly options: StartOptions & { readonly name: string };
  readonly registry: ConfigurationRegistry;
}

/**
 * Plans a step over the same items as the candidate: the baseline's config, which its definition may not have any more,
 * or the candidate's once more.
 */
export function stepStart(
  registry: ConfigurationRegistry,
  candidate: Experiment,
  step: Exclude<RegressionStep, { kind: "rescore" }>,
): StepStart {
  const { name, definition, datasetName, datasetVersion, itemLimit } = candidate;
  const isRerun = step.kind === "rerun";
  const variant = isRerun ? step.variant : candidate.variant;
  const config = isRerun ? step.config : candidate.config;
  // Anchors were judged beside the candidate. An answer from the cache would be the first one again, counted twice.
  const change = ({ anchors: _anchors, ...rest }: ExperimentDefinition): ExperimentDefinition => ({
    ...rest,
    variants: { [variant]: config },
    cache: isRerun && (rest.cache ?? false),
  });
  const options: StepStart["options"] = {
    definition,
    variants: [variant],
    dataset: `${datasetName}@${datasetVersion}`,
    name: isRerun ? `${name}-baseline` : `${name}-again-${step.repetition}`,
    repetitions: isRerun ? candidate.repetitions : 1,
    ...(itemLimit === null ? {} : { limit: itemLimit }),
  };
  const getDefinition = (asked: string): ExperimentDefinition => change(registry.getDefinition(asked));
  return { options, registry: { ...registry, getDefinition } };
}
