import type { AssayClient } from "../client.js";
import type { Comparison } from "../domain/comparison.js";
import type { Experiment } from "../domain/experiment.js";
import type { ExperimentHandle } from "../experiment-handle.js";
import { renderComparisonText } from "../report/render-comparison.js";
import { renderExperimentText } from "../report/render-experiment.js";
import type { StartOptions } from "../start-experiment.js";
import type { CommandContext } from "./command-context.js";
import { describeModels } from "./describe-models.js";
import { STOPPED_BY_BUDGET } from "./exit-codes.js";
import { showProgress } from "./show-progress.js";

/** What a finished run prints, and what the process exits with. */
export interface RunResult {
  readonly experiments: readonly Experiment[];
  readonly comparison: Comparison["report"];
  readonly urls: Readonly<Record<string, string>>;
}

/** Starts a definition, shows its progress and returns its results with the exit code. */
export async function runToEnd(
  client: AssayClient,
  context: CommandContext,
  options: StartOptions,
): Promise<{ readonly result: RunResult; readonly exitCode: number }> {
  const handle = await client.startExperiment(options);
  context.report(`started ${handle.workflowId}`);
  const models = describeModels(client.project.registry, options.definition);
  if (models !== null) context.report(models);
  return await followToEnd(client, handle);
}

/** Follows a started experiment to its end. */
export async function followToEnd(
  client: AssayClient,
  handle: ExperimentHandle,
): Promise<{ readonly result: RunResult; readonly exitCode: number }> {
  const stop = showProgress(handle);
  const { experiments, comparison } = await handle.result().finally(stop);
  const url = client.experimentUrl(handle.workflowId);
  const result = {
    experiments,
    comparison: comparison?.report ?? null,
    urls: url === null ? {} : { temporal: url },
  };
  const isStopped = experiments.some(({ status }) => status === "stopped_by_budget");
  const isDone =
    experiments.every(({ status }) => status === "completed" || status === "stopped_by_budget") &&
    comparison?.status !== "failed";
  return { result, exitCode: !isDone ? 2 : isStopped ? STOPPED_BY_BUDGET : 0 };
}

/** A result for a person. */
export function renderRunResult({ experiments, comparison, urls }: RunResult): string {
  const broken = experiments.filter(({ status }) => status !== "completed");
  const body =
    comparison === null
      ? experiments.map(renderExperimentText).join("\n\n")
      : [...broken.map(renderExperimentText), renderComparisonText(comparison)].join("\n\n");
  return [body, ...Object.entries(urls).map(([name, url]) => `${name}: ${url}`)].join("\n");
}
