import { type Command, Option } from "commander";
import type { ImportRequest } from "../../operations/datasets/import-item-file.js";
import { createContext, withReadableStore, withStore } from "../command-context.js";
import { collectMap, wholeNumber } from "../input/option-parsers.js";

/** `assay dataset create|import|list|show|export|archive`. */
export function addDatasetCommands(program: Command): void {
  const dataset = program.command("dataset").description("manage datasets and their items");
  addWriteCommands(dataset);
  addReadCommands(dataset);
}

function addWriteCommands(dataset: Command): void {
  dataset
    .command("create <name>")
    .description("create an empty dataset")
    .option("--description <text>", "what it is, for people")
    .action(async (name: string, options: { readonly description?: string }, command: Command) => {
      const context = await createContext(command);
      const created = await withStore(context, (store) =>
        store.createDataset({ name, description: options.description ?? null }),
      );
      context.print({ dataset: created }, `created ${name}`);
    });
  addImportCommand(dataset);
  dataset
    .command("archive <name> <items...>")
    .description("archive items; earlier versions keep them")
    .action(async (name: string, items: readonly string[], _options: unknown, command: Command) => {
      const context = await createContext(command);
      const { archiveItems } = await import("../../operations/datasets/archive-items.js");
      const outcome = await withStore(context, (store) =>
        archiveItems(store, { dataset: name, itemIds: items }),
      );
      const { archived, unchanged, version } = outcome;
      const others = unchanged === 0 ? "" : `, ${unchanged} not in use or unknown`;
      context.print(
        { dataset: name, ...outcome },
        `${name}: ${archived} archived${others}, version ${version ?? "none"}`,
      );
    });
}

interface ImportOptions extends Pick<ImportRequest, "encoding" | "bigIntegers" | "replace" | "dryRun"> {
  readonly map: Readonly<Record<string, string>>;
}

function addImportCommand(dataset: Command): void {
  dataset
    .command("import <name> <file>")
    .description("add or change items from a .json, .jsonl, .csv or .tsv file; creates the dataset if needed")
    .option(
      "--map <column=field>",
      "what a column means: id, input, expectedOutput, metadata, ignore, or input.KEY (repeatable)",
      collectMap,
      {},
    )
    .option("--replace", "archive the items that the file does not have")
    .option("--dry-run", "show what would happen and the first items; nothing is written")
    .option("--encoding <name>", "such as windows-1252 or utf-16le (default: detected)")
    .addOption(
      new Option(
        "--big-integers <how>",
        "whole numbers beyond 2^53 − 1: refuse them, or convert them to text",
      ).choices(["refuse", "text"]),
    )
    .action(async (name: string, file: string, options: ImportOptions, command: Command) => {
      const context = await createContext(command);
      const { importItemFile } = await import("../../operations/datasets/import-item-file.js");
      const { firstItems, renderImport } = await import("../../report/render-import.js");
      const { map: columns, ...rest } = options;
      const imported = await withStore(context, (store) =>
        importItemFile(store, { dataset: name, file, columns, ...rest }),
      );
      const { items, ...told } = imported;
      const result = imported.dryRun ? { ...told, items: firstItems(items) } : told;
      context.print(result, renderImport(imported));
    });
}

function addReadCommands(dataset: Command): void {
  dataset
    .command("list")
    .description("list all datasets")
    .action(async (_options: unknown, command: Command) => {
      const context = await createContext(command);
      const { renderTable } = await import("../../report/render-table.js");
      const datasets = await withReadableStore(context, (store) => store.listDatasets());
      const rows = datasets.map(({ name, activeItems, experiments, latestVersion }) => [
        name,
        String(activeItems),
        String(experiments),
        latestVersion ?? "–",
      ]);
      context.print(
        { datasets },
        rows.length === 0
          ? "no datasets yet"
          : renderTable({ head: ["dataset", "items", "experiments", "version"], rows }),
      );
    });
  dataset
    .command("show <name[@version]>")
    .description("show a dataset, its versions and first items")
    .option("--limit <n>", "items to show", wholeNumber, 10)
    .action(async (reference: string, options: { readonly limit: number }, command: Command) => {
      const context = await createContext(command);
      const { describeDataset } = await import("../../operations/datasets/describe-dataset.js");
      const { renderDataset } = await import("../../report/render-dataset.js");
      const described = await withReadableStore(context, (store) =>
        describeDataset(store, reference, options),
      );
      context.print(described, renderDataset(described));
    });
  dataset
    .command("export <name[@version]>")
    .description("export all items of a version")
    .addOption(new Option("--format <format>", "jsonl unless --json").choices(["jsonl", "csv"]))
    .option("--raw", "CSV without the ' that keeps spreadsheets from running text as a formula")
    .option("--output <file>", "write to this file instead of stdout; its ending sets the format")
    .action(
      async (
        reference: string,
        options: { readonly format?: "jsonl" | "csv"; readonly raw?: boolean; readonly output?: string },
        command: Command,
      ) => {
        const context = await createContext(command);
        const { exportItems, ITEM_COLUMNS } = await import("../../operations/datasets/export-items.js");
        const { printRows } = await import("../output/print-rows.js");
        await withReadableStore(context, async (store) => {
          const items = exportItems(store, reference);
          await printRows(context, items, { ...options, preferred: "jsonl", ...ITEM_COLUMNS });
        });
      },
    );
}
