import type { Experiment } from "./experiment.js";

/** An experiment that another workflow starts as its child, with what the Temporal UI shows of it. */
export interface ChildExperiment {
  /** True for the anchors that are judged beside the variants; they are compared with nobody. */
  readonly isAnchors: boolean;
  readonly experimentId: string;
  readonly workflowId: string;
  readonly name: string;
  readonly variant: string;
  readonly datasetName: string;
  readonly pipeline: string;
  readonly definition: string;
  /** Judged beside it, by an experiment of its own. */
  readonly anchors?: ChildExperiment;
}

/** What a workflow is given to start an experiment as its child, with the anchors that it starts itself. */
export function toChildExperiment(
  experiment: Experiment,
  anchors: Experiment | null = null,
): ChildExperiment {
  const { id, role, workflowId, name, variant, datasetName, pipeline, definition } = experiment;
  return {
    isAnchors: role.kind === "anchors",
    experimentId: id,
    workflowId,
    name,
    variant,
    datasetName,
    pipeline,
    definition,
    ...(anchors === null ? {} : { anchors: toChildExperiment(anchors) }),
  };
}
