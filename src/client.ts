import { Client } from "@temporalio/client";
import { openProject, openTemporal, type Project } from "./compose.js";
import type { ComparisonPolicy, ComparisonReport } from "./domain/comparison/comparison.js";
import type { Dataset, DatasetItem, NewDatasetItem } from "./domain/dataset/dataset.js";
import { DatasetNotFoundError } from "./domain/dataset/dataset-errors.js";
import type { Experiment } from "./domain/experiment/experiment.js";
import type { ExperimentEstimate } from "./domain/experiment/experiment-estimate.js";
import type { GateReport } from "./domain/gate/gate.js";
import type { JsonObject } from "./domain/json/json.js";
import type { JudgeCheck } from "./domain/judge/judge-check.js";
import type { ExperimentPlan } from "./domain/plan/experiment-plan.js";
import type { Score } from "./domain/score/score.js";
import type { RunWithItem } from "./domain/store.js";
import { readEnvironment } from "./environment.js";
import { estimateStart } from "./estimate/estimate-start.js";
import { checkJudgeAgainstPeople, type JudgeCheckRequest } from "./operations/check-judge-against-people.js";
import { compareStored } from "./operations/compare-stored.js";
import {
  type EvaluatedExperiment,
  type EvaluateOptions,
  type StartedEvaluation,
  startEvaluation,
} from "./operations/evaluate-experiment.js";
import { createExperimentHandle, type ExperimentHandle } from "./operations/experiment-handle.js";
import { type ExportedRun, exportRuns } from "./operations/export-runs.js";
import { type GateRequest, gateExperiment } from "./operations/gate-experiment.js";
import { launchExperiment } from "./operations/launch-experiment.js";
import { type PlanOptions, planDefinition } from "./operations/plan-definition.js";
import { planLaunch } from "./operations/plan-launch.js";
import { requireExperiment } from "./operations/require-experiment.js";
import { type SettleScope, settleEnded } from "./operations/settle-ended.js";
import type { PlannedStart, StartOptions } from "./operations/start-experiment.js";
import { type Annotation, writeAnnotation } from "./operations/write-annotation.js";
import type { TemporalConnection } from "./temporal/connect.js";

/** How a script connects; everything has the command line's defaults. */
export interface AssayClientOptions {
  readonly configFile?: string;
  readonly workingDirectory?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly report?: (line: string) => void;
}

/** Assay for scripts: datasets, experiments and their results. A worker (`assay start`) does the work. */
export class AssayClient {
  readonly #client: Client;
  readonly #closing = new AbortController();

  private constructor(
    readonly project: Project,
    readonly temporal: TemporalConnection,
  ) {
    this.#client = new Client({
      connection: temporal.connection,
      namespace: temporal.namespace,
      dataConverter: project.dataConverter,
    });
  }

  /** Loads the configuration, opens the store and connects to Temporal, starting the embedded server if need be. */
  static async connect(options: AssayClientOptions = {}): Promise<AssayClient> {
    const environment = readEnvironment(options.environment ?? process.env);
    const workingDirectory = options.workingDirectory ?? process.cwd();
    const project = await openProject({ environment, configFile: options.configFile, workingDirectory });
    return await AssayClient.over(project, options.report ?? (() => undefined));
  }

  /** Connects an open project, which closes with the client, and at once when the connection fails. */
  static async over(project: Project, report: (line: string) => void): Promise<AssayClient> {
    const temporal = await openTemporal(project.environment, report).catch(async (error: unknown) => {
      await project.store.close();
      throw error;
    });
    return new AssayClient(project, temporal);
  }

  /** The project with its connection, as long as that is open. */
  get #open() {
    return { ...this.project, client: this.#client, signal: this.#closing.signal };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.temporal.close();
    await this.project.store.close();
  }

  /** @throws DatasetAlreadyExistsError */
  async createDataset(dataset: {
    readonly name: string;
    readonly description?: string;
    readonly metadata?: JsonObject;
  }): Promise<Dataset> {
    return await this.project.store.createDataset(dataset);
  }

  /** Adds or changes items in one version. @throws DatasetNotFoundError */
  async createDatasetItems(
    dataset: string,
    items: readonly NewDatasetItem[],
  ): Promise<{ readonly version: string | null; readonly changed: number; readonly unchanged: number }> {
    return await this.project.store.putItems((await this.#requireDataset(dataset)).id, items);
  }

  async createDatasetItem(
    dataset: string,
    item: NewDatasetItem,
  ): Promise<{ readonly version: string | null }> {
    return await this.createDatasetItems(dataset, [item]);
  }

  /** A dataset with its first items as of a version. @throws DatasetNotFoundError */
  async getDataset(
    name: string,
    page: { readonly version?: string; readonly afterPosition?: number; readonly limit?: number } = {},
  ): Promise<Dataset & { readonly items: readonly DatasetItem[] }> {
    const dataset = await this.#requireDataset(name);
    const { version = null, afterPosition = -1, limit = 1_000 } = page;
    return {
      ...dataset,
      items: await this.project.store.listItems({ datasetId: dataset.id, version, afterPosition, limit }),
    };
  }

  /** Starts a definition of the configuration: one experiment per variant, compared when there are several. */
  async startExperiment(options: StartOptions): Promise<ExperimentHandle> {
    return await this.launch(await planLaunch(this.project, options));
  }

  /** Starts what `planLaunch` has found to be possible. */
  async launch(planned: PlannedStart): Promise<ExperimentHandle> {
    await launchExperiment({ ...this.project, client: this.#client }, planned);
    return createExperimentHandle(this.#open, planned);
  }

  /** Starts and waits for the end. */
  async runExperiment(options: StartOptions): ReturnType<ExperimentHandle["result"]> {
    return await (await this.startExperiment(options)).result();
  }

  /** The same as `startExperiment`, for at least two variants. */
  async startComparison(options: StartOptions): Promise<ExperimentHandle> {
    return await this.startExperiment(options);
  }

  /** The handle of an experiment that runs already, by name or id; of its comparison when asked by that. */
  async getHandle(reference: string): Promise<ExperimentHandle> {
    const { store } = this.project;
    const comparison = await store.getComparison(reference);
    const members =
      comparison === null
        ? [await this.getExperiment(reference)]
        : await Promise.all(comparison.experimentIds.map((id) => this.getExperiment(id)));
    await this.#settle({ experiments: members, comparisons: comparison === null ? [] : [comparison] });
    return createExperimentHandle(this.#open, { experiments: members, comparison });
  }

  /** @throws ExperimentNotFoundError, ComparisonNamedError */
  async getExperiment(reference: string): Promise<Experiment> {
    return await requireExperiment(this.project.store, reference);
  }

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

  async getScores(
    reference: string,
    page: { readonly fromOrdinal?: number; readonly limit?: number } = {},
  ): Promise<readonly Score[]> {
    const runs = await this.getExperimentRuns(reference, page);
    return await this.project.store.listScoresOfRuns(runs.map(({ id }) => id));
  }

  /** Writes what a person says of a run; judges are held against it. @throws RunNotFoundError, AnnotationInvalidError */
  async score(annotation: Annotation): Promise<Score> {
    return await writeAnnotation(this.project.store, annotation, new Date());
  }

  /** All runs with their scores, streamed. */
  async *exportExperiment(reference: string): AsyncGenerator<ExportedRun> {
    yield* exportRuns(this.project.store, await this.getExperiment(reference));
  }

  /** Starts a batch evaluation of an experiment's runs. @throws ExperimentNotFoundError, ExperimentUnfinishedError */
  async startEvaluation(reference: string, options: EvaluateOptions = {}): Promise<StartedEvaluation> {
    await this.#settle({ experiments: [await this.getExperiment(reference)], comparisons: [] });
    return await startEvaluation(this.#open, reference, options);
  }

  /** Evaluates the runs of an experiment and waits: only what is missing, failed or has changed, unless forced. */
  async evaluateExperiment(reference: string, options: EvaluateOptions = {}): Promise<EvaluatedExperiment> {
    return await (await this.startEvaluation(reference, options)).result();
  }

  /** Expected calls, tokens and cost of a start, variant by variant; nothing is sent. */
  async estimate(options: StartOptions): Promise<readonly ExperimentEstimate[]> {
    return await estimateStart(this.project, options);
  }

  /**
   * Compares experiments that have ended; the first is the baseline unless another is named. The policy is the one that
   * the baseline was started with, and what is given here changes of it.
   */
  async compareExperiments(
    references: readonly string[],
    options: { readonly baseline?: string; readonly policy?: Partial<ComparisonPolicy> } = {},
  ): Promise<ComparisonReport> {
    return await compareStored(this.project.store, { references, ...options });
  }

  /** Holds an experiment to its gate against a baseline. @throws GateConditionsMissingError, ExperimentNotFoundError */
  async gateExperiment(request: GateRequest): Promise<GateReport> {
    return await gateExperiment(this.project.store, request);
  }

  /** Items, repetitions and judge samples that a difference takes. @throws PilotUnusableError, PlanOptionsInvalidError */
  async planExperiment(definition: string, options: PlanOptions = {}): Promise<ExperimentPlan> {
    return await planDefinition(this.project.store, this.project.registry.getDefinition(definition), options);
  }

  /** A judge's scores beside what people say of the same runs. */
  async checkJudge(request: JudgeCheckRequest): Promise<JudgeCheck> {
    return await checkJudgeAgainstPeople(this.project.store, request);
  }

  /** Where the Temporal UI shows the experiment's or comparison's workflow; null without a known UI. */
  experimentUrl(workflowId: string): string | null {
    const { uiUrl, namespace } = this.temporal;
    return uiUrl === null
      ? null
      : `${uiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
  }

  /** What somebody ended in Temporal behind the store's back must not be taken for running. */
  async #settle(scope: SettleScope): Promise<void> {
    await settleEnded({ ...this.project, client: this.#client }, scope);
  }

  async #requireDataset(name: string): Promise<Dataset> {
    const dataset = await this.project.store.getDataset(name);
    if (dataset === null)
      throw new DatasetNotFoundError(
        name,
        (await this.project.store.listDatasets()).map((known) => known.name),
      );
    return dataset;
  }
}
