import type { ExperimentDefinition } from "../config.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import { ExperimentOptionsInvalidError } from "../domain/experiment/experiment-errors.js";
import { experimentId } from "../domain/ids.js";
import type { Store } from "../domain/store.js";
import { ANCHOR_PIPELINE, ANCHOR_VARIANT } from "../pipelines/anchor-pipeline.js";
import type { ConfigurationRegistry } from "../registry.js";
import type { ExperimentBase } from "./experiment-base.js";
import { pinDataset } from "./find-dataset.js";

/** The experiment that judges the frozen outputs of anchors: the definition's judges, no pipeline, no repetition. */
export async function planAnchors(
  { store, registry }: { readonly store: Store; readonly registry: ConfigurationRegistry },
  {
    base,
    definition,
    dataset: reference,
    comparison,
    anchored,
    name,
  }: {
    readonly base: ExperimentBase;
    readonly definition: ExperimentDefinition;
    readonly dataset: string;
    readonly comparison: string | null;
    /** The experiment whose workflow starts theirs; null where the comparison's does. */
    readonly anchored: string | null;
    readonly name: string;
  },
): Promise<Experiment> {
  const { dataset, version } = await pinDataset(store, reference);
  const judges = registry.listEvaluators(definition.name).filter(({ models }) => models !== undefined);
  if (judges.length === 0)
    throw new ExperimentOptionsInvalidError(
      definition.name,
      "anchors are judged by models, and no evaluator of the experiment asks one",
    );
  const id = experimentId({ datasetId: dataset.id, name });
  return {
    ...base,
    id,
    name,
    comparisonId: comparison,
    workflowId: `experiment/${name}`,
    variant: ANCHOR_VARIANT,
    role: { kind: "anchors", besideExperimentId: anchored },
    config: {},
    pipeline: ANCHOR_PIPELINE,
    datasetId: dataset.id,
    datasetName: dataset.name,
    datasetVersion: version,
    itemLimit: null,
    repetitions: 1,
    orderSeed: null,
    evaluators: base.evaluators.filter((evaluator) => judges.some((judge) => judge.id === evaluator.id)),
    metadata: { ...base.metadata, dataset_version: version },
  };
}
