import { type Command, Option } from "commander";
import type { Dataset, DatasetItem } from "../../domain/dataset/dataset.js";
import type { Store } from "../../domain/store.js";
import { createContext, withStore } from "../command-context.js";
import { wholeNumber } from "../input/option-parsers.js";

/** `assay dataset create|import|list|show|export|archive`. */
export function addDatasetCommands(program: Command): void {
  const dataset = program.command("dataset").description("datasets and their items");
  addWriteCommands(dataset);
  addReadCommands(dataset);
}

function addWriteCommands(dataset: Command): void {
  dataset
    .command("create <name>")
    .description("an empty dataset")
    .option("--description <text>")
    .action(async (name: string, options: { readonly description?: string }, command: Command) => {
      const context = await createContext(command);
      const created = await withStore(context, (store) =>
        store.createDataset({ name, description: options.description ?? null }),
      );
      context.print({ dataset: created }, `created ${name}`);
    });
  dataset
    .command("import <name> <file>")
    .description("add or change items from a .json, .jsonl or .csv file; the dataset is made when absent")
    .action(async (name: string, file: string, _options: unknown, command: Command) => {
      const context = await createContext(command);
      const { readItemFile } = await import("../input/parse-items.js");
      const items = await readItemFile(file);
      await withStore(context, async (store) => {
        const outcome = await store.importItems({ name }, items);
        context.print(
          { dataset: name, ...outcome },
          `${name}: ${outcome.changed} changed, ${outcome.unchanged} unchanged, version ${outcome.version ?? "none"}`,
        );
      });
    });
  dataset
    .command("archive <name> <items...>")
    .description("take items out of use; earlier versions keep them")
    .action(async (name: string, items: readonly string[], _options: unknown, command: Command) => {
      const context = await createContext(command);
      await withStore(context, async (store) => {
        const outcome = await store.archiveItems((await requireDataset(store, name)).id, items);
        const unchanged = new Set(items).size - outcome.changed;
        const others = unchanged === 0 ? "" : `, ${unchanged} not in use or unknown`;
        context.print(
          { dataset: name, ...outcome, unchanged },
          `${name}: ${outcome.changed} archived${others}, version ${outcome.version ?? "none"}`,
        );
      });
    });
}

function addReadCommands(dataset: Command): void {
  dataset
    .command("list")
    .description("all datasets")
    .action(async (_options: unknown, command: Command) => {
      const context = await createContext(command);
      const { renderTable } = await import("../../report/render-table.js");
      const datasets = await withStore(context, (store) => store.listDatasets());
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
    .description("a dataset, its versions and first items")
    .option("--limit <n>", "items to show", wholeNumber, 10)
    .action(async (reference: string, options: { readonly limit: number }, command: Command) => {
      const context = await createContext(command);
      const { findDataset } = await import("../../operations/find-dataset.js");
      const { renderTable } = await import("../../report/render-table.js");
      await withStore(context, async (store) => {
        const { dataset: found, version } = await findDataset(store, reference);
        const versions = await store.listVersions(found.id);
        const items = await store.listItems({ datasetId: found.id, version, limit: options.limit });
        const rows = items.map(({ id, input, expectedOutput }) => [
          id,
          shorten(input),
          shorten(expectedOutput),
        ]);
        const title =
          version === null
            ? `${found.name}: no items yet`
            : `${found.name} as of ${version} (${versions.length} versions)`;
        const table = renderTable({ head: ["item", "input", "expected output"], rows });
        const text = rows.length === 0 ? title : `${title}\n${table}`;
        context.print({ dataset: found, version, versions, items }, text);
      });
    });
  dataset
    .command("export <name[@version]>")
    .description("all items")
    .addOption(new Option("--format <format>", "jsonl unless --json").choices(["jsonl", "csv"]))
    .option("--output <file>", "instead of stdout")
    .action(
      async (
        reference: string,
        options: { readonly format?: "jsonl" | "csv"; readonly output?: string },
        command: Command,
      ) => {
        const context = await createContext(command);
        const { findDataset } = await import("../../operations/find-dataset.js");
        const { printRows } = await import("../output/print-rows.js");
        await withStore(context, async (store) => {
          const { dataset: found, version } = await findDataset(store, reference);
          await printRows(context, itemsOf(store, found, version), {
            ...options,
            preferred: "jsonl",
            columns: ["id", "input", "expectedOutput", "metadata"],
          });
        });
      },
    );
}

async function* itemsOf(
  store: Store,
  { id }: Dataset,
  version: string | null,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  let afterPosition = -1;
  for (;;) {
    const page: readonly DatasetItem[] = await store.listItems({
      datasetId: id,
      version,
      afterPosition,
      limit: 1_000,
    });
    const last = page.at(-1);
    if (last === undefined) return;
    for (const item of page)
      yield { id: item.id, input: item.input, expectedOutput: item.expectedOutput, metadata: item.metadata };
    afterPosition = last.position;
  }
}

async function requireDataset(store: Store, name: string): Promise<Dataset> {
  const found = await store.getDataset(name);
  if (found !== null) return found;
  const { DatasetNotFoundError } = await import("../../domain/dataset/dataset-errors.js");
  throw new DatasetNotFoundError(
    name,
    (await store.listDatasets()).map((known) => known.name),
  );
}

function shorten(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
