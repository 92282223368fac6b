import type { Experiment } from "../domain/experiment/experiment.js";
import type { RunWithItem } from "../domain/experiment/run-store.js";
import type { Score } from "../domain/score/score.js";
import type { ExportedRun } from "../operations/export-runs.js";
import type { NewLabel } from "../operations/write-label.js";
import { DatasetMethods } from "./dataset-methods.js";

/** The client's methods for what experiments have brought: runs, scores, and what people say of them. */
export abstract class ResultMethods extends DatasetMethods {
  /** An experiment with its summary, by name or id. @throws ExperimentNotFoundError, ComparisonNamedError */
  async getExperiment(reference: string): Promise<Experiment> {
    const { requireExperiment } = await import("../operations/require-experiment.js");
    return await requireExperiment(this.project.store, reference);
  }

  /** The runs of an experiment with their items, by their place in it: `fromOrdinal` (0) and `limit` (500). @throws ExperimentNotFoundError */
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

  /** The scores of these runs. @throws ExperimentNotFoundError */
  async getScores(
    reference: string,
    page: { readonly fromOrdinal?: number; readonly limit?: number } = {},
  ): Promise<readonly Score[]> {
    const runs = await this.getExperimentRuns(reference, page);
    return await this.project.store.listScoresOfRuns(runs.map(({ id }) => id));
  }

  /** Writes what a person says of a run; judges are held against it. @throws RunNotFoundError, LabelInvalidError */
  async score(label: NewLabel): Promise<Score> {
    const { writeLabel } = await import("../operations/write-label.js");
    return await writeLabel(this.project.store, label, new Date());
  }

  /** All runs with their scores, streamed. */
  async *exportExperiment(reference: string): AsyncGenerator<ExportedRun> {
    const { exportRuns } = await import("../operations/export-runs.js");
    yield* exportRuns(this.project.store, await this.getExperiment(reference));
  }
}
