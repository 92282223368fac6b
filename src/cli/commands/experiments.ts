import type { Command } from "commander";
import type { AssayClient } from "../../client.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import { isLive } from "../../domain/experiment/is-live.js";
import type { Wait } from "../../domain/wait/wait.js";
import type { WaitContext } from "../../operations/find-waits.js";
import { type CommandContext, createContext, withSettledStore } from "../command-context.js";
import { wholeNumber } from "../input/option-parsers.js";
import { withClient } from "../with-client.js";

/** `assay list` and `assay show`: what is in the store. */
export function addExperimentCommands(program: Command): void {
  addListCommand(program);
  addShowCommand(program);
  addControlCommands(program);
}

function addListCommand(program: Command): void {
  program
    .command("list")
    .description("list experiments and comparisons, newest first")
    .option("--dataset <name>", "only experiments on this dataset")
    .option("--limit <n>", "most experiments to list", wholeNumber, 20)
    .action(async (options: { readonly dataset?: string; readonly limit: number }, command: Command) => {
      const context = await createContext(command);
      const { findDataset } = await import("../../operations/datasets/find-dataset.js");
      const { renderTable } = await import("../../report/render-table.js");
      await withSettledStore(context, async (store) => {
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
        const comparisons = await store.listComparisons({ limit: options.limit, ...filter });
        const together = comparisons.map(({ name, status, datasetName, createdAt }) => [
          name,
          status,
          datasetName,
          createdAt,
        ]);
        const tables = [
          renderTable({ head: ["experiment", "status", "dataset", "runs", "created"], rows }),
          ...(together.length === 0
            ? []
            : [renderTable({ head: ["comparison", "status", "dataset", "created"], rows: together })]),
        ];
        const text =
          rows.length === 0 ? "no experiments yet; start one with: assay run NAME" : tables.join("\n\n");
        const result = {
          experiments: experiments.map(({ summary: _summary, ...rest }) => rest),
          comparisons: comparisons.map(({ report: _report, ...rest }) => rest),
        };
        context.print(result, text);
      });
    });
}

function addShowCommand(program: Command): void {
  program
    .command("show <experiment>")
    .description(
      "show an experiment or comparison, by name, id, beginning of a name, or definition (the latest)",
    )
    .action(async (reference: string, _options: unknown, command: Command) => {
      const context = await createContext(command);
      const { findReference } = await import("../../operations/find-reference.js");
      const { readFindings } = await import("../../operations/read-findings.js");
      const { renderExperimentText } = await import("../../report/render-experiment.js");
      const { renderStoredComparison } = await import("../../report/render-stored-comparison.js");
      const { terminalWidth } = await import("../output/terminal-width.js");
      const { describeWait } = await import("../../report/describe-wait.js");
      await withSettledStore(context, async (store, standing) => {
        const width = terminalWidth();
        const withWaits = (text: string, waits: readonly Wait[]): string =>
          [text, ...waits.map(describeWait)].join("\n");
        const { experiment, comparison } = await findReference(store, reference);
        if (experiment !== null) {
          const findings = await readFindings(store, experiment);
          const waits = await waitsOf(standing, [experiment]);
          const text = renderExperimentText(experiment, { findings, width });
          context.print({ experiment, ...findings, waits }, withWaits(text, waits));
          return;
        }
        const compared = await Promise.all(comparison.experimentIds.map((id) => store.getExperiment(id)));
        const waits = await waitsOf(
          standing,
          compared.filter((experiment) => experiment !== null),
        );
        context.print({ comparison, waits }, withWaits(renderStoredComparison(comparison, { width }), waits));
      });
    });
}

/** What has ended waits for nothing; of the rest Temporal is asked. */
async function waitsOf(context: WaitContext, experiments: readonly Experiment[]): Promise<readonly Wait[]> {
  if (!experiments.some(isLive)) return [];
  const { findWaits } = await import("../../operations/find-waits.js");
  return await findWaits(context, experiments);
}

/** `assay progress | pause | resume | cancel`. */
function addControlCommands(program: Command): void {
  program
    .command("progress <experiment>")
    .description("show how far an experiment or comparison is")
    .action(async (reference: string, _options: unknown, command: Command) => {
      await withSteered(command, reference, async (client, context) => {
        const handle = await client.getHandle(reference);
        const progress = await handle.progress();
        const { comparisonId } = handle;
        const comparison =
          comparisonId === null ? null : await client.project.store.getComparison(comparisonId);
        const lines = progress.map(({ experiment, status, error, paused, counts }) => {
          const { completed, failed, planned } = counts;
          return [
            `${experiment}: ${status}${paused === true ? " (paused)" : ""}`,
            `${completed + failed}/${planned} runs`,
            ...(failed > 0 ? [`${failed} failed`] : []),
            ...(error === null ? [] : [error]),
          ].join(", ");
        });
        // What its variants say does not tell that it was ended itself.
        if (comparison?.error) lines.push(`${comparison.name}: ${comparison.status}, ${comparison.error}`);
        const { name, status, error } = comparison ?? {};
        const { describeWait } = await import("../../report/describe-wait.js");
        const waits = await handle.waits();
        lines.push(...waits.map(describeWait));
        const result =
          comparison === null
            ? { progress, waits }
            : { progress, waits, comparison: { name, status, error } };
        context.print(result, lines.join("\n"));
      });
    });
  const verbs = {
    pause: "stop starting new calls, until it is resumed",
    resume: "continue after a pause, or continue a cancelled, terminated or failed experiment",
    cancel: "stop an experiment; finished runs are kept and summarized",
  } as const;
  for (const [verb, description] of Object.entries(verbs) as [keyof typeof verbs, string][]) {
    program
      .command(`${verb} <experiment>`)
      .description(description)
      .action(async (reference: string, _options: unknown, command: Command) => {
        await withSteered(command, reference, async (client, context) => {
          const handle = await client.getHandle(reference);
          const done = await handle[verb]();
          if (done?.startedAgain === true) {
            const { reportMissingWorker } = await import("../provide-worker.js");
            await reportMissingWorker(client, context);
          }
          context.print({ [verb]: handle.name }, `${verb}: ${handle.name}`);
        });
      });
  }
}

/** Looks for the experiment or comparison first: for one that does not exist no server is started. */
async function withSteered(
  command: Command,
  reference: string,
  work: (client: AssayClient, context: CommandContext) => Promise<void>,
): Promise<void> {
  const context = await createContext(command);
  const { findReference } = await import("../../operations/find-reference.js");
  await withClient(context, {
    check: async ({ store }) => await findReference(store, reference),
    work: (client) => work(client, context),
  });
}
