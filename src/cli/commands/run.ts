import type { Command } from "commander";
import { AssayClient } from "../../client.js";
import { estimateStart } from "../../estimate/estimate-start.js";
import type { StartOptions } from "../../operations/start-experiment.js";
import { renderEstimate } from "../../report/render-estimate.js";
import { type RunningWorker, startWorker } from "../../worker.js";
import { createContext } from "../command-context.js";
import { collect, wholeNumber } from "../input/option-parsers.js";
import { INTERRUPTED, untilInterrupted } from "../interruption.js";
import { renderRunResult, runToEnd } from "../run-experiment.js";
import { hasLastingWorker, NO_WORKER } from "../worker-registration.js";

/** A link that leads nowhere a second later needs a word. */
export const SERVER_ENDS =
  "the embedded Temporal server ends with this command; assay start shows its workflows again";

interface RunOptions {
  readonly variant: readonly string[];
  readonly dataset?: string;
  readonly repetitions?: number;
  readonly limit?: number;
  readonly name?: string;
  readonly concurrency?: number;
  readonly detach?: boolean;
  readonly estimate?: boolean;
}

/** `assay run NAME`: works alone, starting what is not there for the time of the command. */
export function addRunCommand(program: Command): void {
  program
    .command("run <definition>")
    .description("run an experiment of the configuration, and compare its variants")
    .option("--variant <name>", "only this variant (repeatable)", collect, [])
    .option("--dataset <name[@version]>", "another dataset, or another version of it")
    .option("--repetitions <n>", "runs per item", wholeNumber)
    .option("--limit <n>", "the first n items only", wholeNumber)
    .option("--name <name>", "instead of the name made from definition, variant and time")
    .option("--concurrency <n>", "calls in flight at once", wholeNumber)
    .option("--estimate", "only tell expected model calls, tokens and cost; nothing is sent")
    .option("--detach", "start it and return; a worker (assay start) does the work")
    .action(async (definition: string, options: RunOptions, command: Command) => {
      const context = createContext(command);
      const { detach = false, estimate = false, ...start } = options;
      const { variant, ...rest } = start;
      const startOptions: StartOptions = {
        definition,
        ...rest,
        ...(variant.length === 0 ? {} : { variants: variant }),
      };
      if (estimate) return await printEstimate(context, startOptions);
      const client = await AssayClient.connect({
        ...(context.options.config === undefined ? {} : { configFile: context.options.config }),
        report: context.report,
      });
      try {
        process.exitCode = detach
          ? await runDetached(client, context, startOptions)
          : await runAttached(client, context, startOptions);
      } finally {
        await client.close();
      }
    });
}

/** Needs the configuration and the store alone: no Temporal server, no worker. */
async function printEstimate(
  context: ReturnType<typeof createContext>,
  options: StartOptions,
): Promise<void> {
  const project = await context.openProject();
  try {
    const estimates = await estimateStart(project, options);
    context.print({ estimates }, renderEstimate(estimates));
  } finally {
    await project.store.close();
  }
}

async function runDetached(
  client: AssayClient,
  context: ReturnType<typeof createContext>,
  options: StartOptions,
): Promise<number> {
  const handle = await client.startExperiment(options);
  if (!hasLastingWorker(context.environment.home)) context.report(NO_WORKER);
  const { experimentIds, comparisonId, workflowId } = handle;
  context.print({ experimentIds, comparisonId, workflowId }, workflowId);
  return 0;
}

/** Without its worker the command would wait for ever. @throws what ended the worker */
async function untilBroken({ stopped }: RunningWorker): Promise<never> {
  await stopped;
  return await new Promise(() => undefined);
}

async function runAttached(
  client: AssayClient,
  context: ReturnType<typeof createContext>,
  options: StartOptions,
): Promise<number> {
  const isServed = hasLastingWorker(context.environment.home);
  if (!isServed) context.report("no worker is running: starting one for the time of this command");
  const worker = isServed
    ? null
    : await startWorker({
        project: client.project,
        temporal: client.temporal,
        logger: context.logger,
        logsWaits: false,
      });
  const interrupted = untilInterrupted().then(() => null);
  try {
    const outcome = await Promise.race([
      runToEnd(client, context, options),
      interrupted,
      ...(worker === null ? [] : [untilBroken(worker)]),
    ]);
    if (outcome === null) {
      context.report(
        "interrupted: what is done is kept, and the experiment goes on by itself with the next worker (assay start)",
      );
      return INTERRUPTED;
    }
    context.print(outcome.result, renderRunResult(outcome.result));
    if (client.temporal.startedHere) context.report(SERVER_ENDS);
    return outcome.exitCode;
  } finally {
    await worker?.stop();
  }
}
