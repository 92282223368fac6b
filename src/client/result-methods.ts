import type { Experiment } from "../domain/experiment/experiment.js";
import type { RunWithItem } from "../domain/experiment/run-store.js";
import type { Score } from "../domain/score/score.js";
import type { ExportedRun } from "../operations/export-runs.js";
import type { NewLabel } from "../operations/write-label.js";
import { DatasetMethods } from "./dataset-methods.js";

/** The client's methods for what experiments have brought: runs, scores, and what people say of them. */
export abstract class ResultMethods extends DatasetMethods {
  /** Returns an experiment with its summary, by name or id. @throws ExperimentNotFoundError, ComparisonNamedError */
  async getExperiment(reference: string): Promise<Experiment> {
    const { requireExperiment } = await import("../operations/require-experiment.js");
    return await requireExperiment(this.project.store, reference);
  }

  /** Returns a page of runs with their items: at most `limit` (500), from `fromOrdinal` (0). @throws ExperimentNotFoundError */
  async getExperimentRuns(
    reference: string,
    page: { readonly fromOrdinal?: number; readonly limit?: number } = {},
  ): Promise<readonly RunWithItem[]> {
    const { id } = await this.getExperiment(reference);
    return await this.project.store.listRunsWithItems({
      experimentId: id,
      fromOrdinal: page.fromOrdinal ?? 0,
      limit: page.limit ?? 500,
    });
  }

  /** Returns the scores of the same page of runs. @throws ExperimentNotFoundError */
  async getScores(
    reference: string,
    page: { readonly fromOrdinal?: number; readonly limit?: number } = {},
  ): Promise<readonly Score[]> {
    const runs = await this.getExperimentRuns(reference, page);
    return await this.project.store.listScoresOfRuns(runs.map(({ id }) => id));
  }

  /** Stores what a person says about a run. Judge checks compare judges with it. @throws RunNotFoundError, LabelInvalidError */
  async score(label: NewLabel): Promise<Score> {
    const { writeLabel } = await import("../operations/write-label.js");
    return await writeLabel(this.project.store, label, new Date());
  }

  /** Streams all runs with their scores. */
  async *exportExperiment(reference: string): AsyncGenerator<ExportedRun> {
    const { exportRuns } = await import("../operations/export-runs.js");
    yield* exportRuns(this.project.store, await this.getExperiment(reference));
  }
}
