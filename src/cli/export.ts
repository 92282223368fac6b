import { type Command, Option } from "commander";
import { ExperimentNotFoundError } from "../domain/experiment-errors.js";
import { exportColumns, exportRuns } from "../export-runs.js";
import { createContext, withStore } from "./command-context.js";
import { openOutput, writeRows } from "./write-rows.js";

/** `assay export EXPERIMENT`: one row per run, for data frames. */
export function addExportCommand(program: Command): void {
  program
    .command("export <experiment>")
    .description("all runs with their scores")
    .addOption(new Option("--format <format>").choices(["csv", "jsonl"]).default("csv"))
    .option("--output <file>", "instead of stdout")
    .action(
      async (
        reference: string,
        options: { readonly format: "csv" | "jsonl"; readonly output?: string },
        command: Command,
      ) => {
        const context = createContext(command);
        await withStore(context, async (store) => {
          const experiment = await store.getExperiment(reference);
          if (experiment === null) throw new ExperimentNotFoundError(reference);
          const columns = await exportColumns(store, experiment);
          await writeRows(exportRuns(store, experiment), {
            format: options.format,
            output: openOutput(options.output),
            columns,
          });
        });
      },
    );
}
