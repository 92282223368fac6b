import { type Command, Option } from "commander";
import { createContext, withReadableStore } from "../command-context.js";

/** `assay export EXPERIMENT`: one row per run, for data frames. */
export function addExportCommand(program: Command): void {
  program
    .command("export <experiment>")
    .description("export all runs with their scores")
    .addOption(new Option("--format <format>", "csv unless --json").choices(["csv", "jsonl"]))
    .option("--raw", "CSV without the ' that keeps spreadsheets from running text as a formula")
    .option("--output <file>", "write to this file instead of stdout; its ending sets the format")
    .action(
      async (
        reference: string,
        options: { readonly format?: "csv" | "jsonl"; readonly raw?: boolean; readonly output?: string },
        command: Command,
      ) => {
        const context = await createContext(command);
        const { exportColumns, exportRuns, TYPED_RUN_COLUMNS } = await import(
          "../../operations/export-runs.js"
        );
        const { requireExperiment } = await import("../../operations/require-experiment.js");
        const { printRows } = await import("../output/print-rows.js");
        await withReadableStore(context, async (store) => {
          const experiment = await requireExperiment(store, reference);
          const { name, id } = experiment;
          if (name !== reference && id !== reference) context.report(`exporting ${name}`);
          const columns = await exportColumns(store, experiment);
          const table = { columns, typed: TYPED_RUN_COLUMNS };
          await printRows(context, exportRuns(store, experiment), { ...options, preferred: "csv", ...table });
        });
      },
    );
}
