import { randomUUID } from "node:crypto";
import {
  ActivityFailure,
  ApplicationFailure,
  type Client,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from "@temporalio/client";
import { evaluationStats } from "../analysis/summary/evaluation-stats.js";
import type { EvaluationStats } from "../domain/experiment/evaluation-stats.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import { EvaluationEndedError, ExperimentUnfinishedError } from "../domain/experiment/experiment-errors.js";
import type { Store } from "../domain/store.js";
import { describeWorkflow } from "../temporal/describe-workflow.js";
import type { EvaluationOutcome } from "../workflows/contract.js";
import { type ExportedRun, exportRuns } from "./export-runs.js";
import { requireExperiment } from "./require-experiment.js";
import type { WorkflowContext } from "./start-workflow.js";
import { type OpenConnection, throughOutages } from "./while-open.js";
import { whileStoreLasts } from "./while-store-lasts.js";
import { chooseWorker } from "./workers/choose-worker.js";

/** Options of a batch evaluation. */
export interface EvaluateOptions {
  /** Names of evaluators; by default the experiment's own. */
  readonly evaluators?: readonly string[];
  /**
   * Also evaluates again what is already evaluated. Otherwise only what is missing, failed or has another
   * fingerprint.
   */
  readonly force?: boolean;
  /** The score for `stats.passRate`; by default `g_eval_overall`, if there is one. */
  readonly overallMetric?: string;
}

/** The runs of an experiment with their scores, and the stats over them. */
export interface EvaluatedExperiment {
  readonly experiment: Experiment;
  readonly runs: readonly ExportedRun[];
  readonly stats: EvaluationStats;
  readonly stoppedByBudget: boolean;
}

/** A batch evaluation under way. */
export interface StartedEvaluation {
  readonly workflowId: string;
  result(): Promise<EvaluatedExperiment>;
}

/** Starts evaluators over the runs an experiment has; the pipeline is not called. @throws WorkerCodeDiffersError */
export async function startEvaluation(
  context: OpenConnection & WorkflowContext & { readonly store: Store },
  reference: string,
  options: EvaluateOptions = {},
): Promise<StartedEvaluation> {
  const { store, registry, client, signal } = context;
  const experiment = await requireExperiment(store, reference);
  if (experiment.status === "pending" || experiment.status === "running")
    throw new ExperimentUnfinishedError(experiment.name, experiment.status);
  const { definition } = experiment;
  const evaluatorIds = options.evaluators?.map((id) => registry.getEvaluator({ definition, id }).id) ?? null;
  const { taskQueue } = await chooseWorker(context);
  const roundId = randomUUID();
  const workflowId = `evaluation/${experiment.name}/${roundId.slice(0, 8)}`;
  const handle = await client.workflow.start("evaluation", {
    taskQueue,
    workflowId,
    staticSummary: `evaluation of ${experiment.name}`,
    args: [{ experimentId: experiment.id, roundId, evaluatorIds, force: options.force ?? false }],
    searchAttributes: {
      AssayDataset: [experiment.datasetName],
      AssayPipeline: [experiment.pipeline],
      AssayExperiment: [definition],
      AssayVariant: [experiment.variant],
      AssayStatus: ["running"],
    },
  });
  return {
    workflowId,
    async result() {
      const wait = (): Promise<unknown> => handle.result();
      const { stoppedByBudget } = (await whileStoreLasts(
        store,
        throughOutages({ client, signal }, wait),
      ).catch((error: unknown) =>
        explainEnd(client, { name: experiment.name, workflowId, error }),
      )) as EvaluationOutcome;
      const ended = (await store.getExperiment(experiment.id)) as Experiment;
      const runs: ExportedRun[] = [];
      for await (const run of exportRuns(store, ended)) runs.push(run);
      if (ended.summary === null)
        throw new Error(`experiment ${ended.name} has no summary after its evaluation`);
      return {
        experiment: ended,
        runs,
        stoppedByBudget,
        stats: evaluationStats(ended.summary, options.overallMetric),
      };
    },
  };
}

/** Only an evaluation that was ended from outside needs words of ours; one that failed says why itself. */
async function explainEnd(
  client: Client,
  end: { readonly name: string; readonly workflowId: string; readonly error: unknown },
): Promise<never> {
  const { name, workflowId, error } = end;
  if (error instanceof WorkflowNotFoundError)
    throw new EvaluationEndedError(name, "Temporal does not know its workflow any more");
  if (error instanceof WorkflowFailedError) {
    let cause: unknown = error.cause;
    while (cause instanceof ActivityFailure) cause = cause.cause;
    if (cause instanceof ApplicationFailure) throw new EvaluationEndedError(name, cause.message);
    const found = await describeWorkflow(client, workflowId);
    if (found.state === "closed") throw new EvaluationEndedError(name, `its workflow ${found.how}`);
  }
  throw error;
}
