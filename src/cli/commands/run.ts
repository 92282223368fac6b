import type { Command } from "commander";
import type { AssayClient } from "../../client.js";
import type { PlannedStart } from "../../operations/plan-start.js";
import type { StartOptions } from "../../operations/start-options.js";
import { type CommandContext, createContext, withProject } from "../command-context.js";
import { collect, wholeNumber } from "../input/option-parsers.js";
import { describeRetirements, modelsOf, reportRetirements } from "../output/describe-retirements.js";
import { runAttached } from "../run-attached.js";
import { withClient } from "../with-client.js";

interface RunOptions
  extends Pick<StartOptions, "dataset" | "repetitions" | "limit" | "name" | "concurrency"> {
  readonly variant: readonly string[];
  readonly detach?: boolean;
  readonly estimate?: boolean;
}

/** `assay run NAME`: works alone, starting what is not there for the time of the command. */
export function addRunCommand(program: Command): void {
  program
    .command("run <definition>")
    .description("run an experiment of the configuration and compare its variants")
    .option("--variant <name>", "run only this variant (repeatable)", collect, [])
    .option("--dataset <name[@version]>", "another dataset, or another version of it")
    .option("--repetitions <n>", "runs per item", wholeNumber)
    .option("--limit <n>", "run only the first n items", wholeNumber)
    .option("--name <name>", "name of the experiment, instead of one made from definition, variant and time")
    .option("--concurrency <n>", "calls in flight at once", wholeNumber)
    .option("--estimate", "only print the expected model calls, tokens and cost; no item is sent")
    .option("--detach", "start it and return; a running worker (assay start) does the work")
    .action(async (definition: string, options: RunOptions, command: Command) => {
      const context = await createContext(command, { runsUserCode: true });
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
            ? await runDetached(client, context, { planned, definition })
            : await runAttached(client, context, async () => {
                const { runToEnd } = await import("../run-experiment.js");
                return await runToEnd(client, context, { planned, options: startOptions });
              });
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
    const { askForModels } = await import("../../operations/ask-for-models.js");
    const { listed, problems } = await askForModels(models, gateway);
    for (const line of describeRetirements(models, { gateway, now: new Date(), listed }))
      context.report(line);
    for (const problem of problems) context.report(problem);
    context.print({ estimates }, renderEstimate(estimates));
  });
}

async function runDetached(
  client: AssayClient,
  context: CommandContext,
  { planned, definition }: { readonly planned: PlannedStart; readonly definition: string },
): Promise<number> {
  const handle = await client.launch(planned);
  reportRetirements(client.project, definition, context.report);
  const { reportMissingWorker } = await import("../provide-worker.js");
  await reportMissingWorker(client, context);
  const { experimentIds, comparisonId, workflowId } = handle;
  context.print({ experimentIds, comparisonId, workflowId }, workflowId);
  return 0;
}
