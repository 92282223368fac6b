import type { Client } from "@temporalio/client";
import type { Project } from "./compose.js";
import type { ComparisonPolicy, ComparisonReport } from "./domain/comparison/comparison.js";
import type { Dataset, DatasetItem, NewDatasetItem } from "./domain/dataset/dataset.js";
import type { PutOptions, PutOutcome } from "./domain/dataset/dataset-store.js";
import type { Experiment } from "./domain/experiment/experiment.js";
import type { ExperimentEstimate } from "./domain/experiment/experiment-estimate.js";
import type { RunWithItem } from "./domain/experiment/run-store.js";
import type { GateReport } from "./domain/gate/gate.js";
import type { JsonObject } from "./domain/json/json.js";
import type { JudgeCheck } from "./domain/judge/judge-check.js";
import type { ExperimentPlan } from "./domain/plan/experiment-plan.js";
import type { RegressionHistory } from "./domain/regression/regression-history.js";
import type { Score } from "./domain/score/score.js";
import { ClientBaselines } from "./operations/baselines/client-baselines.js";
import type { JudgeCheckRequest } from "./operations/check-judge-against-people.js";
import type { ArchiveOutcome } from "./operations/datasets/archive-items.js";
import type { ExportedItem } from "./operations/datasets/export-items.js";
import type { ImportOutcome, ImportRequest } from "./operations/datasets/import-item-file.js";
import type {
  EvaluatedExperiment,
  EvaluateOptions,
  StartedEvaluation,
} from "./operations/evaluate-experiment.js";
import type { ExperimentHandle } from "./operations/experiment-handle.js";
import type { ExportedRun } from "./operations/export-runs.js";
import type { GateRequest } from "./operations/gate-experiment.js";
import type { PlanOptions } from "./operations/plan-definition.js";
import type { PlannedStart } from "./operations/plan-start.js";
import type { Retried } from "./operations/retry-ended.js";
import { ClientSchedules } from "./operations/schedules/client-schedules.js";
import type { Ended } from "./operations/start-again.js";
import type { StartOptions } from "./operations/start-options.js";
import type { NewLabel } from "./operations/write-label.js";
import type { TemporalConnection } from "./temporal/connect.js";
import { workflowUrl } from "./temporal/workflow-url.js";

/** How a script connects. All defaults are those of the command line. */
export interface AssayClientOptions {
  /** Path of the configuration; by default `assay.config.ts` in the working directory. */
  readonly configFile?: string;
  /** The folder in which the configuration is searched; by default that of the process. */
  readonly workingDirectory?: string;
  /** Environment variables to use instead of those of the process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Receives the lines that commands print on stderr. */
  readonly report?: (line: string) => void;
}

/** A retry that has begun: what it is followed by, and how much it runs again. */
export interface RetriedExperiment {
  readonly handle: ExperimentHandle;
  readonly retried: Retried;
}

/**
 * Assay for scripts: datasets, experiments and their results. A worker (`assay start`) must run beside it.
 *
 * What a method needs is loaded when it is called: each configuration imports this file with the rest of `assay`.
 */
export class AssayClient {
  readonly #client: Client;
  readonly #closing = new AbortController();
  /** The baselines that gates and regression runs compare with. */
  readonly baselines: ClientBaselines;

  private constructor(
    readonly project: Project,
    readonly temporal: TemporalConnection,
    client: Client,
    readonly report: (line: string) => void,
  ) {
    this.#client = client;
    this.baselines = new ClientBaselines(project.store);
  }

  /**
   * Loads the configuration, opens the store and connects to Temporal. Starts the embedded server if none is running.
   */
  static async connect(options: AssayClientOptions = {}): Promise<AssayClient> {
    const { readEnvironment } = await import("./environment.js");
    const { openProject } = await import("./compose.js");
    const environment = readEnvironment(options.environment ?? process.env);
    const workingDirectory = options.workingDirectory ?? process.cwd();
    const report = options.report ?? (() => undefined);
    const { configFile } = options;
    const project = await openProject({ environment, configFile, workingDirectory, report });
    return await AssayClient.over(project, report);
  }

  /**
   * Connects an open project, which closes with the client, and at once when the connection fails.
   *
   * @internal
   */
  static async over(project: Project, report: (line: string) => void): Promise<AssayClient> {
    const { openTemporal } = await import("./compose.js");
    const temporal = await openTemporal(project.environment, report).catch(async (error: unknown) => {
      await project.store.close();
      throw error;
    });
    const { Client } = await import("@temporalio/client");
    const { connection, namespace } = temporal;
    const client = new Client({ connection, namespace, dataConverter: project.dataConverter });
    return new AssayClient(project, temporal, client, report);
  }

  /** The project with its connection, as long as that is open. */
  get #open() {
    const { project, report } = this;
    return { ...project, report, client: this.#client, signal: this.#closing.signal };
  }

  /** Schedules of regression runs. */
  get schedules(): ClientSchedules {
    return new ClientSchedules(this.#open);
  }

  /** Closes the store and the connection. Stops the embedded server if it was started for this client. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.temporal.close();
    await this.project.store.close();
  }

  /** Creates an empty dataset. @throws DatasetAlreadyExistsError */
  async createDataset(dataset: {
    readonly name: string;
    readonly description?: string;
    readonly metadata?: JsonObject;
  }): Promise<Dataset> {
    return await this.project.store.createDataset(dataset);
  }

  /** Adds, changes and reactivates items, in one new version. @throws DatasetNotFoundError, DatasetItemsInvalidError */
  async createDatasetItems(
    dataset: string,
    items: readonly NewDatasetItem[],
    options: PutOptions = {},
  ): Promise<PutOutcome> {
    const { putItems } = await import("./operations/datasets/put-items.js");
    return await putItems(this.project.store, { dataset, items, ...options });
  }

  /** Adds or changes one item. @throws DatasetNotFoundError, DatasetItemsInvalidError */
  async createDatasetItem(dataset: string, item: NewDatasetItem): Promise<PutOutcome> {
    return await this.createDatasetItems(dataset, [item]);
  }

  /**
   * Imports a JSON, JSONL or CSV file as `assay dataset import` does. Creates the dataset if needed.
   *
   * @throws ItemFileInvalidError
   */
  async importDataset(request: ImportRequest): Promise<ImportOutcome> {
    const { importItemFile } = await import("./operations/datasets/import-item-file.js");
    return await importItemFile(this.project.store, request);
  }

  /** Streams the items of `NAME` or `NAME@VERSION`. @throws DatasetNotFoundError, DatasetVersionNotFoundError */
  async *exportDataset(reference: string): AsyncGenerator<ExportedItem> {
    const { exportItems } = await import("./operations/datasets/export-items.js");
    yield* exportItems(this.project.store, reference);
  }

  /** Archives items; earlier versions keep them. @throws DatasetNotFoundError */
  async archiveDatasetItems(dataset: string, itemIds: readonly string[]): Promise<ArchiveOutcome> {
    const { archiveItems } = await import("./operations/datasets/archive-items.js");
    return await archiveItems(this.project.store, { dataset, itemIds });
  }

  /** Returns a dataset with its first items, as of a version. @throws DatasetNotFoundError */
  async getDataset(
    name: string,
    page: { readonly version?: string; readonly afterPosition?: number; readonly limit?: number } = {},
  ): Promise<Dataset & { readonly items: readonly DatasetItem[] }> {
    const { requireDataset } = await import("./operations/datasets/require-dataset.js");
    const dataset = await requireDataset(this.project.store, name);
    const { version = null, afterPosition = -1, limit = 1_000 } = page;
    return {
      ...dataset,
      items: await this.project.store.listItems({ datasetId: dataset.id, version, afterPosition, limit }),
    };
  }

  /** Starts a definition of the configuration: one experiment per variant, and a comparison if there are several. */
  async startExperiment(options: StartOptions): Promise<ExperimentHandle> {
    const { planLaunch } = await import("./operations/plan-launch.js");
    return await this.launch(await planLaunch(this.#open, options));
  }

  /**
   * Starts what `planLaunch` has found to be possible.
   *
   * @internal
   */
  async launch(planned: PlannedStart): Promise<ExperimentHandle> {
    const { createExperimentHandle } = await import("./operations/experiment-handle.js");
    const { launchExperiment } = await import("./operations/launch-experiment.js");
    await launchExperiment({ ...this.project, client: this.#client }, planned);
    return createExperimentHandle(this.#open, planned);
  }

  /** Starts a definition and waits for its end. */
  async runExperiment(options: StartOptions): ReturnType<ExperimentHandle["result"]> {
    return await (await this.startExperiment(options)).result();
  }

  /** The same as `startExperiment`, but requires at least two variants. */
  async startComparison(options: StartOptions): Promise<ExperimentHandle> {
    return await this.startExperiment(options);
  }

  /** Returns the handle of a started experiment or comparison, by its name, its id or the beginning of its name. */
  async getHandle(reference: string): Promise<ExperimentHandle> {
    const { findStarted } = await import("./operations/find-reference.js");
    const { createExperimentHandle } = await import("./operations/experiment-handle.js");
    const started = await findStarted(this.project.store, reference);
    await this.#settle(started);
    return createExperimentHandle(this.#open, await findStarted(this.project.store, reference));
  }

  /**
   * Runs again what failed or was left over in an experiment that has ended, under the same experiment. What is done is
   * kept. A variant is retried with its whole comparison, which is made again: so its variants stay alike.
   *
   * @throws ExperimentNotFoundError, ExperimentNotEndedError, ExperimentNothingToRetryError, WorkerCodeDiffersError
   */
  async retryExperiment(reference: string): Promise<RetriedExperiment> {
    const { store } = this.project;
    const { findWholeStart } = await import("./operations/find-reference.js");
    const { createExperimentHandle } = await import("./operations/experiment-handle.js");
    const { retryEnded } = await import("./operations/retry-ended.js");
    await this.#settle(await findWholeStart(store, reference));
    const started = await findWholeStart(store, reference);
    const retried = await retryEnded(this.#open, started);
    return { handle: createExperimentHandle(this.#open, started), retried };
  }

  /** Returns an experiment with its summary, by name or id. @throws ExperimentNotFoundError, ComparisonNamedError */
  async getExperiment(reference: string): Promise<Experiment> {
    const { requireExperiment } = await import("./operations/require-experiment.js");
    return await requireExperiment(this.project.store, reference);
  }

  /**
   * Returns a page of runs with their items: at most `limit` (500), from `fromOrdinal` (0).
   *
   * @throws ExperimentNotFoundError
   */
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

  /**
   * Stores what a person says about a run. Judge checks compare judges with it.
   *
   * @throws RunNotFoundError, LabelInvalidError
   */
  async score(label: NewLabel): Promise<Score> {
    const { writeLabel } = await import("./operations/write-label.js");
    return await writeLabel(this.project.store, label, new Date());
  }

  /** Streams all runs with their scores. */
  async *exportExperiment(reference: string): AsyncGenerator<ExportedRun> {
    const { exportRuns } = await import("./operations/export-runs.js");
    yield* exportRuns(this.project.store, await this.getExperiment(reference));
  }

  /** Starts a batch evaluation of an experiment's runs. @throws ExperimentNotFoundError, ExperimentUnfinishedError */
  async startEvaluation(reference: string, options: EvaluateOptions = {}): Promise<StartedEvaluation> {
    const { startEvaluation } = await import("./operations/evaluate-experiment.js");
    await this.#settle({ experiments: [await this.getExperiment(reference)], comparison: null });
    return await startEvaluation(this.#open, reference, options);
  }

  /**
   * Evaluates the runs of an experiment and waits. Only what is missing, failed or has changed is evaluated, unless
   * `force` is set.
   */
  async evaluateExperiment(reference: string, options: EvaluateOptions = {}): Promise<EvaluatedExperiment> {
    return await (await this.startEvaluation(reference, options)).result();
  }

  /** Returns the expected calls, tokens and cost of a start, variant by variant. No item is sent. */
  async estimate(options: StartOptions): Promise<readonly ExperimentEstimate[]> {
    const { estimateStart } = await import("./estimate/estimate-start.js");
    return await estimateStart({ ...this.project, report: this.report }, options);
  }

  /**
   * Compares experiments that have ended; the first is the baseline unless another is named. The policy is the one that
   * the baseline was started with, and what is given here changes of it.
   */
  async compareExperiments(
    references: readonly string[],
    options: { readonly baseline?: string; readonly policy?: Partial<ComparisonPolicy> } = {},
  ): Promise<ComparisonReport> {
    const { compareStored } = await import("./operations/compare-stored.js");
    return await compareStored(this.project.store, { references, ...options });
  }

  /**
   * Checks an experiment against its gate and a baseline.
   *
   * @throws GateConditionsMissingError, ExperimentNotFoundError
   */
  async gateExperiment(request: GateRequest): Promise<GateReport> {
    const { gateExperiment } = await import("./operations/gate-experiment.js");
    return await gateExperiment(this.project.store, request);
  }

  /**
   * Calculates the items, repetitions and judge samples that are needed to find a difference.
   *
   * @throws PilotUnusableError, PlanOptionsInvalidError
   */
  async planExperiment(definition: string, options: PlanOptions = {}): Promise<ExperimentPlan> {
    const { planDefinition } = await import("./operations/plan-definition.js");
    return await planDefinition(this.project.store, this.project.registry.getDefinition(definition), options);
  }

  /** Compares a judge's scores with what people say about the same runs. */
  async checkJudge(request: JudgeCheckRequest): Promise<JudgeCheck> {
    const { checkJudgeAgainstPeople } = await import("./operations/check-judge-against-people.js");
    return await checkJudgeAgainstPeople(this.project.store, request);
  }

  /** Returns the regression runs of a definition over time, metric by metric, with the drifts that were found. */
  async history(
    definition: string,
    options: { readonly metric?: string; readonly limit?: number } = {},
  ): Promise<RegressionHistory> {
    const { readRegressionHistory } = await import("./operations/regressions/read-regression-history.js");
    return await readRegressionHistory(
      { store: this.project.store, loadRegistry: async () => this.project.registry },
      { definition, ...options },
    );
  }

  /** The address of the experiment's or comparison's workflow in the Temporal UI; null if no UI is known. */
  experimentUrl(workflowId: string): string | null {
    const { uiUrl, namespace } = this.temporal;
    return uiUrl === null ? null : workflowUrl({ uiUrl, namespace }, workflowId);
  }

  /** What somebody ended in Temporal behind the store's back must not be taken for running. */
  async #settle({ experiments, comparison }: Ended): Promise<void> {
    const { settleEnded } = await import("./operations/settle-ended.js");
    const comparisons = comparison === null ? [] : [comparison];
    await settleEnded({ ...this.project, client: this.#client }, { experiments, comparisons });
  }
}
