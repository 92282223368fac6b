import type { AssayClient } from "../client.js";
import type { Demonstration } from "../config.js";
import { AssayError } from "../domain/errors.js";
import { estimateStart } from "../estimate/estimate-start.js";
import { formatUsd } from "../formatting/format-usd.js";

import { MODEL_VARIABLES } from "../models/model-variables.js";
import { planLaunch } from "../operations/plan-launch.js";

import type { StartOptions } from "../operations/start-options.js";
import type { CommandContext } from "./command-context.js";
import { type RunResult, renderRunResult, runToEnd } from "./run-experiment.js";

/** The demonstration wants an experiment in the configuration. */
export class NoExperimentDefinedError extends AssayError {}

interface Stage {
  readonly client: AssayClient;
  readonly context: CommandContext;
  readonly serverUrl: string;
}

/**
 * Runs what the configuration demonstrates, one after the other, and prints each result; with --json one object, the
 * first result with the later ones under `further`. What needs models and has none is left out with a line that
 * names the variables; what needs models and cannot be started takes nothing else down.
 *
 * Returns the highest exit code. @throws NoExperimentDefinedError
 */
export async function demonstrate(stage: Stage): Promise<number> {
  const { client, context } = stage;
  const { file, configuration } = client.project.loaded;
  const [first] = configuration.experiments;
  if (first === undefined)
    throw new NoExperimentDefinedError(`The configuration ${file} defines no experiment to show.`);
  const results: RunResult[] = [];
  let highest = 0;
  for (const step of configuration.demo ?? [first.name]) {
    const outcome = await runStep(typeof step === "string" ? { experiment: step } : step, stage);
    highest = Math.max(highest, outcome.exitCode);
    if (outcome.result === null) continue;
    results.push(outcome.result);
    if (context.options.json !== true) context.print(outcome.result, renderRunResult(outcome.result));
  }
  const [shown, ...further] = results;
  const none: RunResult = {
    experiments: [],
    comparisonName: null,
    comparison: null,
    comparisonError: null,
    failures: {},
    notes: {},
    urls: {},
  };
  if (context.options.json === true) context.print({ ...(shown ?? none), further }, "");
  return highest;
}

async function runStep(
  { experiment, limit, needs }: Exclude<Demonstration, string>,
  { client, context, serverUrl }: Stage,
): Promise<{ readonly result: RunResult | null; readonly exitCode: number }> {
  const needsModels = needs === "models";
  if (needsModels && !hasModels(context.environment.variables)) {
    const [last, ...others] = [...MODEL_VARIABLES].reverse();
    context.report(
      `${experiment} is judged by a model and was not run: set ${others.reverse().join(", ")} or ${last} to run it too`,
    );
    return { result: null, exitCode: 0 };
  }
  try {
    const options = { definition: experiment, ...(limit === undefined ? {} : { limit }) };
    if (needsModels) context.report(await announceCost(client, options));
    const planned = await planLaunch({ ...client.project, report: context.report }, options);
    const { result, exitCode } = await runToEnd(client, context, { planned, options });
    return { result: withUrl(result, serverUrl), exitCode };
  } catch (error) {
    if (!needsModels || !(error instanceof AssayError)) throw error;
    context.report(`${experiment} was not run: ${error.message}`);
    return { result: null, exitCode: 2 };
  }
}

/** Nobody asked for this experiment by name, so its price is said before it is paid. */
async function announceCost(client: AssayClient, options: StartOptions): Promise<string> {
  const estimates = await estimateStart(client.project, options);
  const calls = estimates.reduce((sum, estimate) => sum + estimate.calls, 0);
  const isPriced = estimates.every(({ costUsd }) => costUsd !== null);
  const costUsd = estimates.reduce((sum, estimate) => sum + (estimate.costUsd ?? 0), 0);
  const cost = isPriced ? `at most about ${formatUsd(costUsd)}` : "price unknown";
  return `${options.definition} is judged by a model: about ${calls} model calls, ${cost}; Ctrl-C ends it`;
}

/** True when any of the variables is set that make models available. */
function hasModels(variables: NodeJS.ProcessEnv): boolean {
  return MODEL_VARIABLES.some((name) => (variables[name]?.trim() ?? "") !== "");
}

function withUrl(result: RunResult, serverUrl: string): RunResult {
  const [first] = result.experiments;
  if (first === undefined) return result;
  const path = first.comparisonId === null ? `experiments/${first.id}` : `comparisons/${first.comparisonId}`;
  return { ...result, urls: { ...result.urls, assay: `${serverUrl}/${path}` } };
}
