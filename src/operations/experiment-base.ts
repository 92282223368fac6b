import type { Experiment } from "../domain/experiment/experiment.js";

/** What the experiments of one start have in common. */
export type ExperimentBase = Omit<
  Experiment,
  "id" | "name" | "variant" | "config" | "workflowId" | "comparisonId"
>;
