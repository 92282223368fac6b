import type { ExperimentEstimate } from "../domain/experiment/experiment-estimate.js";
import type {
  EvaluatedExperiment,
  EvaluateOptions,
  StartedEvaluation,
} from "../operations/evaluate-experiment.js";
import type { ExperimentHandle } from "../operations/experiment-handle.js";
import type { PlannedStart } from "../operations/plan-start.js";
import type { Retried } from "../operations/retry-ended.js";
import type { StartOptions } from "../operations/start-options.js";
import { workflowUrl } from "../temporal/workflow-url.js";
import { ResultMethods } from "./result-methods.js";

/** A retry that has begun: what it is followed by, and how much it runs again. */
export interface RetriedExperiment {
  readonly handle: ExperimentHandle;
  readonly retried: Retried;
}

/** The client's methods that run experiments: started, found again, retried, evaluated again. */
export abstract class ExperimentMethods extends ResultMethods {
  /** Returns the expected calls, tokens and cost of a start, variant by variant. No item is sent. */
  async estimate(options: StartOptions): Promise<readonly ExperimentEstimate[]> {
    const { estimateStart } = await import("../estimate/estimate-start.js");
    return await estimateStart({ ...this.project, report: this.report }, options);
  }

  /** Starts a definition of the configuration: one experiment per variant, and a comparison if there are several. */
  async startExperiment(options: StartOptions): Promise<ExperimentHandle> {
    const { planLaunch } = await import("../operations/plan-launch.js");
    return await this.launch(await planLaunch(this.open, options));
  }

  /**
   * Starts what `planLaunch` has found to be possible.
   *
   * @internal
   */
  async launch(planned: PlannedStart): Promise<ExperimentHandle> {
    const { createExperimentHandle } = await import("../operations/experiment-handle.js");
    const { launchExperiment } = await import("../operations/launch-experiment.js");
    await launchExperiment(this.open, planned);
    return createExperimentHandle(this.open, planned);
  }

  /** Starts a definition and waits for its end. */
  async runExperiment(options: StartOptions): ReturnType<ExperimentHandle["result"]> {
    return await (await this.startExperiment(options)).result();
  }

  /** The same as `startExperiment`. Use it for at least two variants, to get a comparison. */
  async startComparison(options: StartOptions): Promise<ExperimentHandle> {
    return await this.startExperiment(options);
  }

  /** Returns the handle of a started experiment or comparison, by its name, its id or the beginning of its name. */
  async getHandle(reference: string): Promise<ExperimentHandle> {
    const { findStarted } = await import("../operations/find-reference.js");
    const { createExperimentHandle } = await import("../operations/experiment-handle.js");
    const started = await findStarted(this.project.store, reference);
    await this.settle(started);
    return createExperimentHandle(this.open, await findStarted(this.project.store, reference));
  }

  /**
   * Runs again, in the same experiment, what failed or was not finished in an experiment that has ended. What is done is
   * kept. A variant is retried together with its whole comparison, which is then made again.
   *
   * @throws ExperimentNotFoundError, ExperimentNotEndedError, ExperimentNothingToRetryError, WorkerCodeDiffersError
   */
  async retryExperiment(reference: string): Promise<RetriedExperiment> {
    const { store } = this.project;
    const { findWholeStart } = await import("../operations/find-reference.js");
    const { createExperimentHandle } = await import("../operations/experiment-handle.js");
    const { retryEnded } = await import("../operations/retry-ended.js");
    await this.settle(await findWholeStart(store, reference));
    const started = await findWholeStart(store, reference);
    const retried = await retryEnded(this.open, started);
    return { handle: createExperimentHandle(this.open, started), retried };
  }

  /** Starts a batch evaluation of an experiment's runs. @throws ExperimentNotFoundError, ExperimentUnfinishedError */
  async startEvaluation(reference: string, options: EvaluateOptions = {}): Promise<StartedEvaluation> {
    const { startEvaluation } = await import("../operations/evaluate-experiment.js");
    await this.settle({ experiments: [await this.getExperiment(reference)], comparison: null });
    return await startEvaluation(this.open, reference, options);
  }

  /** Evaluates the runs of an experiment and waits. Without `force`, only what is missing, failed or has changed. */
  async evaluateExperiment(reference: string, options: EvaluateOptions = {}): Promise<EvaluatedExperiment> {
    return await (await this.startEvaluation(reference, options)).result();
  }

  /** The address of the experiment's or comparison's workflow in the Temporal UI; null if no UI is known. */
  experimentUrl(workflowId: string): string | null {
    const { uiUrl, namespace } = this.temporal;
    return uiUrl === null ? null : workflowUrl({ uiUrl, namespace }, workflowId);
  }
}
