import type { Command } from "commander";
import { AssayClient } from "../client.js";
import { ExperimentNotFoundError } from "../domain/experiment-errors.js";
import { findDataset } from "../find-dataset.js";
import { renderComparisonText } from "../report/render-comparison-text.js";
import { renderExperimentText } from "../report/render-experiment.js";
import { renderTable } from "../report/render-table.js";
import { createContext, withStore } from "./command-context.js";
import { wholeNumber } from "./option-parsers.js";

/** `assay list` and `assay show`: what is in the store. */
export function addExperimentCommands(program: Command): void {
  program
    .command("list")
    .description("experiments, newest first")
    .option("--dataset <name>", "of this dataset only")
    .option("--limit <n>", "at most so many", wholeNumber, 20)
    .action(async (options: { readonly dataset?: string; readonly limit: number }, command: Command) => {
      const context = createContext(command);
      await withStore(context, async (store) => {
        const filter = options.dataset === undefined ? {} : { datasetName: options.dataset };
        if (options.dataset !== undefined) await findDataset(store, options.dataset);
        const experiments = await store.listExperiments({ limit: options.limit, ...filter });
        const rows = experiments.map(({ name, status, datasetName, runCount, createdAt }) => [
          name,
          status,
          datasetName,
          String(runCount ?? "–"),
          createdAt,
        ]);
        const text =
          rows.length === 0
            ? "no experiments yet; start one with: assay run NAME"
            : renderTable({ head: ["experiment", "status", "dataset", "runs", "created"], rows });
        context.print({ experiments: experiments.map(({ summary: _summary, ...rest }) => rest) }, text);
      });
    });
  program
    .command("show <experiment>")
    .description("an experiment or comparison, by name or id")
    .action(async (reference: string, _options: unknown, command: Command) => {
      const context = createContext(command);
      await withStore(context, async (store) => {
        const experiment = await store.getExperiment(reference);
        if (experiment !== null) {
          const failures = await store.listFailures(experiment.id);
          context.print({ experiment, failures }, renderExperimentText(experiment, failures));
          return;
        }
        const comparison = await store.getComparison(reference);
        if (comparison === null) throw new ExperimentNotFoundError(reference);
        const text =
          comparison.report === null
            ? `${comparison.name}: ${comparison.status}`
            : renderComparisonText(comparison.report);
        context.print({ comparison }, text);
      });
    });
  addControlCommands(program);
}

/** `assay progress | pause | resume | cancel`. */
function addControlCommands(program: Command): void {
  program
    .command("progress <experiment>")
    .description("how far an experiment or comparison is")
    .action(async (reference: string, _options: unknown, command: Command) => {
      await withClient(command, async (client, context) => {
        const progress = await (await client.getHandle(reference)).progress();
        const lines = progress.map(({ experiment, status, paused, counts }) => {
          const { completed, failed, planned } = counts;
          return `${experiment}: ${status}${paused === true ? " (paused)" : ""}, ${completed + failed}/${planned} runs${failed > 0 ? `, ${failed} failed` : ""}`;
        });
        context.print({ progress }, lines.join("\n"));
      });
    });
  const verbs = {
    pause: "start no new calls",
    resume: "go on after a pause",
    cancel: "stop, keep and summarize what is done",
  } as const;
  for (const [verb, description] of Object.entries(verbs) as [keyof typeof verbs, string][]) {
    program
      .command(`${verb} <experiment>`)
      .description(description)
      .action(async (reference: string, _options: unknown, command: Command) => {
        await withClient(command, async (client, context) => {
          await (await client.getHandle(reference))[verb]();
          context.print({ [verb]: reference }, `${verb}: ${reference}`);
        });
      });
  }
}

async function withClient(
  command: Command,
  work: (client: AssayClient, context: ReturnType<typeof createContext>) => Promise<void>,
): Promise<void> {
  const context = createContext(command);
  const { config } = context.options;
  const client = await AssayClient.connect({
    ...(config === undefined ? {} : { configFile: config }),
    report: context.report,
  });
  try {
    await work(client, context);
  } finally {
    await client.close();
  }
}
