import type { AssayClient } from "../client.js";
import type { Comparison } from "../domain/comparison/comparison.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { Findings } from "../domain/experiment/findings.js";
import type { ExperimentHandle } from "../operations/experiment-handle.js";
import type { PlannedStart } from "../operations/plan-start.js";
import { readFindings } from "../operations/read-findings.js";
import type { StartOptions } from "../operations/start-options.js";
import { renderComparisonText } from "../report/render-comparison-text.js";
import { renderExperimentText } from "../report/render-experiment.js";
import { canRetry, renderFindings } from "../report/render-findings.js";
import type { CommandContext } from "./command-context.js";
import { STOPPED_BY_BUDGET } from "./exit-codes.js";
import { describeModels } from "./output/describe-models.js";
import { reportRetirements } from "./output/describe-retirements.js";
import { describeUnsentSettings } from "./output/describe-unsent-settings.js";
import { showProgress } from "./output/show-progress.js";
import { terminalWidth } from "./output/terminal-width.js";

/** Ends after which there is something to look at. */
const ENDS_WITH_RESULT: ReadonlySet<Experiment["status"]> = new Set(["completed", "stopped_early"]);

/** What a finished run prints, and what the process exits with. */
export interface RunResult {
  readonly experiments: readonly Experiment[];
  readonly comparisonName: string | null;
  readonly comparison: Comparison["report"];
  /** Why the comparison itself ended before its time; null otherwise. */
  readonly comparisonError: string | null;
  /** What failed in each experiment by name, with an example of each kind. */
  readonly failures: Readonly<Record<string, Findings["failures"]>>;
  /** What evaluators noted in each experiment by name, in the same way. */
  readonly notes: Readonly<Record<string, Findings["notes"]>>;
  readonly urls: Readonly<Record<string, string>>;
}

/** A start that was checked and is possible, with its request. */
export interface PlannedCommand {
  readonly planned: PlannedStart;
  readonly options: StartOptions;
}

/** Starts what was planned, shows its progress and returns its results with the exit code. */
export async function runToEnd(
  client: AssayClient,
  context: CommandContext,
  { planned, options }: PlannedCommand,
): Promise<{ readonly result: RunResult; readonly exitCode: number }> {
  const handle = await client.launch(planned);
  context.report(`started ${handle.workflowId}`);
  const { project } = client;
  const models = describeModels(project.registry, options.definition);
  if (models !== null) context.report(models);
  reportRetirements(project, options.definition, context.report);
  const unsent = describeUnsentSettings(project, options);
  if (unsent !== null) context.report(unsent);
  return await followToEnd(client, handle);
}

/** Follows a started experiment to its end. */
export async function followToEnd(
  client: AssayClient,
  handle: ExperimentHandle,
): Promise<{ readonly result: RunResult; readonly exitCode: number }> {
  const stop = showProgress(handle);
  const { experiments, comparison } = await Promise.race([
    handle.result(),
    client.temporal.watch.lost,
  ]).finally(stop);
  const url = client.experimentUrl(handle.workflowId);
  const { store } = client.project;
  const failures: Record<string, Findings["failures"]> = {};
  const notes: Record<string, Findings["notes"]> = {};
  for (const experiment of experiments) {
    const found = await readFindings(store, experiment);
    failures[experiment.name] = found.failures;
    notes[experiment.name] = found.notes;
  }
  const result = {
    experiments,
    failures,
    notes,
    comparisonName: comparison?.name ?? null,
    comparison: comparison?.report ?? null,
    comparisonError: comparison?.error ?? null,
    urls: url === null ? {} : { temporal: url },
  };
  // Failed runs are data; where every single one failed, there is nothing that could be called a result.
  const hasResult = ({ status, summary }: Experiment): boolean =>
    ENDS_WITH_RESULT.has(status) && (summary?.runs.completed ?? 0) > 0;
  const isStopped = experiments.some(({ status }) => status === "stopped_by_budget");
  const isDone = experiments.every(hasResult) && (comparison === null || comparison.status === "completed");
  return { result, exitCode: isStopped ? STOPPED_BY_BUDGET : isDone ? 0 : 2 };
}

/** A result for a person. */
export function renderRunResult(result: RunResult): string {
  const { experiments, comparison, comparisonName, comparisonError, urls } = result;
  const width = terminalWidth();
  const findingsOf = ({ name }: Experiment): Findings => ({
    failures: result.failures[name] ?? [],
    notes: result.notes[name] ?? [],
  });
  const render = (experiment: Experiment): string =>
    renderExperimentText(experiment, { findings: findingsOf(experiment), width });
  const broken = experiments.filter(({ status }) => status !== "completed");
  const whole = experiments.filter(({ status }) => status === "completed");
  const body =
    comparison === null
      ? experiments.map(render).join("\n\n")
      : [
          ...broken.map(render),
          [
            renderComparisonText(comparison, { width }),
            ...whole.flatMap((experiment) =>
              renderFindings(findingsOf(experiment)).map((line) => `${experiment.variant}: ${line}`),
            ),
            ...(whole.some((experiment) => canRetry(findingsOf(experiment)))
              ? [`run again what failed with: assay retry ${comparisonName}`]
              : []),
          ].join("\n"),
        ].join("\n\n");
  const reason = comparisonError === null ? [] : [`The comparison has no result: ${comparisonError}`];
  return [body, ...reason, ...Object.entries(urls).map(([name, url]) => `${name}: ${url}`)].join("\n");
}
