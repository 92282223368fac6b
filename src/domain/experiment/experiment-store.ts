import type { Comparison } from "../comparison/comparison.js";
import type { Page } from "../page.js";
import type { CodeAtWork, Experiment } from "./experiment.js";
import type { ExperimentName } from "./experiment-name.js";

/** Experiments and comparisons: their definition, state and results. */
export interface ExperimentStore {
  /** @throws ExperimentAlreadyExistsError when name or id is taken. */
  createExperiment(experiment: Experiment): Promise<void>;
  /** By id or by name. */
  getExperiment(reference: string): Promise<Experiment | null>;
  /** Newest first. */
  listExperiments(
    filter: Page & {
      readonly datasetName?: string;
      readonly definition?: string;
      readonly comparisonId?: string;
    },
  ): Promise<readonly Experiment[]>;
  updateExperiment(
    id: string,
    change: Partial<
      Pick<
        Experiment,
        | "status"
        | "startedAt"
        | "endedAt"
        | "summary"
        | "error"
        | "runCount"
        | "metadata"
        | "evaluators"
        | "retry"
      >
    >,
  ): Promise<void>;
  /** Names of all experiments and comparisons, newest first; experiments that judge anchors are left out. */
  listNames(): Promise<readonly ExperimentName[]>;
  /** Adds code that the experiment runs under, unless it is known. */
  noteCode(id: string, code: CodeAtWork): Promise<void>;
  /** Changes it only while its status is one of `from`; false when it was not. */
  transitExperiment(
    id: string,
    transition: {
      readonly from: readonly Experiment["status"][];
      /** Only while it has ended at this instant: it may have run and ended again meanwhile. */
      readonly endedAt?: string | null;
      readonly change: Partial<Pick<Experiment, "status" | "endedAt" | "summary" | "error">>;
    },
  ): Promise<boolean>;
  /** All that are pending or running, oldest first. */
  listUnended(): Promise<{
    readonly experiments: readonly Experiment[];
    readonly comparisons: readonly Comparison[];
  }>;
  /** @throws ExperimentAlreadyExistsError when the name is taken. */
  createComparison(comparison: Comparison): Promise<void>;
  /** By id or by name. */
  getComparison(reference: string): Promise<Comparison | null>;
  /** Newest first. */
  listComparisons(filter: Page & { readonly datasetName?: string }): Promise<readonly Comparison[]>;
  updateComparison(
    id: string,
    change: Partial<Pick<Comparison, "status" | "endedAt" | "report" | "error">>,
  ): Promise<void>;
  /** Changes it only while its status is one of `from`; false when it was not. */
  transitComparison(
    id: string,
    transition: {
      readonly from: readonly Comparison["status"][];
      readonly endedAt?: string | null;
      readonly change: Partial<Pick<Comparison, "status" | "endedAt" | "report" | "error">>;
    },
  ): Promise<boolean>;
}
