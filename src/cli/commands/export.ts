import { type Command, Option } from "commander";
import { exportColumns, exportRuns } from "../../operations/export-runs.js";
import { requireExperiment } from "../../operations/require-experiment.js";
import { createContext, withReadableStore } from "../command-context.js";
import { printRows } from "../output/print-rows.js";

/** `assay export EXPERIMENT`: one row per run, for data frames. */
export function addExportCommand(program: Command): void {
  program
    .command("export <experiment>")
    .description("all runs with their scores")
    .addOption(new Option("--format <format>", "csv unless --json").choices(["csv", "jsonl"]))
    .option("--output <file>", "instead of stdout")
    .action(
      async (
        reference: string,
        options: { readonly format?: "csv" | "jsonl"; readonly output?: string },
        command: Command,
      ) => {
        const context = createContext(command);
        await withReadableStore(context, async (store) => {
          const experiment = await requireExperiment(store, reference);
          const columns = await exportColumns(store, experiment);
          await printRows(context, exportRuns(store, experiment), { ...options, preferred: "csv", columns });
        });
      },
    );
}
