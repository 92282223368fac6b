import type { Command } from "commander";
import type { AssayClient } from "../../client.js";
import type { PlannedStart } from "../../operations/plan-start.js";
import type { StartOptions } from "../../operations/start-options.js";
import type { RunningWorker } from "../../worker.js";
import { type CommandContext, createContext, withProject } from "../command-context.js";
import { collect, wholeNumber } from "../input/option-parsers.js";
import { INTERRUPTED, untilInterrupted } from "../interruption.js";
import { describeRetirements, modelsOf } from "../output/describe-retirements.js";
import type { PlannedRun } from "../run-experiment.js";
import { withClient } from "../with-client.js";

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
      const context = await createContext(command);
      const { detach = false, estimate = false, ...start } = options;
      const { variant, ...rest } = start;
      const startOptions: StartOptions = {
        definition,
        ...rest,
        ...(variant.length === 0 ? {} : { variants: variant }),
      };
      if (estimate) return await printEstimate(context, startOptions);
      const { planLaunch } = await import("../../operations/plan-launch.js");
      const { findWorkers } = await import("../../operations/workers/find-worker.js");
      const { checkStartEnvironment } = await import("../../operations/check-start-environment.js");
      await withClient(context, {
        check: async (project) => {
          const planned = await planLaunch({ ...project, report: context.report }, startOptions);
          const isServed = detach || (await findWorkers(project, "lasting")).same !== null;
          if (!isServed) checkStartEnvironment(project, planned);
          return planned;
        },
        work: async (client, planned) => {
          process.exitCode = detach
            ? await runDetached(client, context, planned)
            : await runAttached(client, context, { planned, options: startOptions });
        },
      });
    });
}

/** Needs the configuration and the store alone: no Temporal server, no worker. */
async function printEstimate(context: CommandContext, options: StartOptions): Promise<void> {
  const { estimateStart } = await import("../../estimate/estimate-start.js");
  const { renderEstimate } = await import("../../report/render-estimate.js");
  await withProject(context, async (project) => {
    const estimates = await estimateStart({ ...project, report: context.report }, options);
    const { gateway, registry } = project;
    const models = modelsOf(registry, options.definition);
    for (const line of describeRetirements(models, { gateway, now: new Date() })) context.report(line);
    context.print({ estimates }, renderEstimate(estimates));
  });
}

async function runDetached(
  client: AssayClient,
  context: CommandContext,
  planned: PlannedStart,
): Promise<number> {
  const handle = await client.launch(planned);
  const { reportMissingWorker } = await import("../provide-worker.js");
  await reportMissingWorker(client, context);
  const { experimentIds, comparisonId, workflowId } = handle;
  context.print({ experimentIds, comparisonId, workflowId }, workflowId);
  return 0;
}

/** Without its worker the command would wait for ever. @throws what ended the worker */
async function untilBroken({ stopped }: RunningWorker): Promise<never> {
  await stopped;
  return await new Promise(() => undefined);
}

async function runAttached(client: AssayClient, context: CommandContext, start: PlannedRun): Promise<number> {
  const { renderRunResult, runToEnd } = await import("../run-experiment.js");
  const { provideWorker } = await import("../provide-worker.js");
  const worker = await provideWorker(client, context, { logsWaits: false });
  const interrupted = untilInterrupted().then(() => null);
  try {
    const outcome = await Promise.race([
      runToEnd(client, context, start),
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
