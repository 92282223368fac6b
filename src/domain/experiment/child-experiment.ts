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
}

/** What a workflow is given to start an experiment as its child. */
export function toChildExperiment({
  id,
  role,
  workflowId,
  name,
  variant,
  datasetName,
  pipeline,
  definition,
}: Experiment): ChildExperiment {
  return {
    isAnchors: role.kind === "anchors",
    experimentId: id,
    workflowId,
    name,
    variant,
    datasetName,
    pipeline,
    definition,
  };
}
