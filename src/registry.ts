import type { ExperimentDefinition } from "./config.js";
import {
  EvaluatorNotFoundError,
  ExperimentDefinitionNotFoundError,
  PipelineNotFoundError,
} from "./domain/experiment/experiment-errors.js";
import type { Registry } from "./domain/registry.js";
import type { Evaluator, EvaluatorFunction } from "./domain/score/evaluator.js";
import { builtinEvaluators } from "./evaluators/builtin-evaluators.js";
import { customEvaluator } from "./evaluators/custom/custom-evaluator.js";
import type { LoadedConfiguration } from "./load-config.js";
import { ANCHOR_PIPELINE, anchorPipeline } from "./pipelines/anchor-pipeline.js";

/** The configuration's code by name, with evaluators resolved. */
export interface ConfigurationRegistry extends Registry {
  /** @throws ExperimentDefinitionNotFoundError */
  getDefinition(name: string): ExperimentDefinition;
  /** A definition's evaluators, in its order. @throws EvaluatorNotFoundError */
  listEvaluators(definition: string): readonly Evaluator[];
}

/** Resolves names against a configuration. Evaluators are made once, so that schemas and patterns compile once. */
export function createRegistry({
  configuration,
}: Pick<LoadedConfiguration, "configuration">): ConfigurationRegistry {
  const named = new Map<string, Evaluator>();
  const perDefinition = new Map<string, readonly Evaluator[]>();
  const { judge, embedding } = configuration.models;
  const withDefaults = (evaluator: Evaluator): Evaluator =>
    evaluator.withModelDefaults?.({ judge, embedding }) ?? evaluator;
  const byName = (name: string): Evaluator => {
    const known = named.get(name);
    if (known !== undefined) return known;
    const configured = configuration.evaluators[name];
    const given = configured === undefined ? builtinEvaluators[name]?.() : toEvaluator(configured, name);
    const made = given === undefined ? undefined : withDefaults(given);
    if (made === undefined) {
      throw new EvaluatorNotFoundError(
        name,
        [...Object.keys(configuration.evaluators), ...Object.keys(builtinEvaluators)].sort(),
      );
    }
    named.set(name, made);
    return made;
  };
  const getDefinition = (name: string): ExperimentDefinition => {
    const found = configuration.experiments.find((definition) => definition.name === name);
    if (found === undefined)
      throw new ExperimentDefinitionNotFoundError(
        name,
        configuration.experiments.map((definition) => definition.name),
      );
    return found;
  };
  const listEvaluators = (definition: string): readonly Evaluator[] => {
    const known = perDefinition.get(definition);
    if (known !== undefined) return known;
    const evaluators = getDefinition(definition).evaluators.map((given) =>
      typeof given === "string" ? byName(given) : withDefaults(toEvaluator(given)),
    );
    perDefinition.set(definition, evaluators);
    return evaluators;
  };
  return {
    getDefinition,
    listEvaluators,
    getPipeline(name) {
      if (name === ANCHOR_PIPELINE) return anchorPipeline;
      const found = configuration.pipelines[name];
      if (found === undefined) throw new PipelineNotFoundError(name, Object.keys(configuration.pipelines));
      return found;
    },
    getEvaluator({ definition, id }) {
      const isDefined = configuration.experiments.some(({ name }) => name === definition);
      const own = isDefined ? listEvaluators(definition).find((evaluator) => evaluator.id === id) : undefined;
      return own ?? byName(id);
    },
  };
}

function toEvaluator(given: Evaluator | EvaluatorFunction, name?: string): Evaluator {
  return typeof given === "function" ? customEvaluator(given, name === undefined ? {} : { name }) : given;
}
