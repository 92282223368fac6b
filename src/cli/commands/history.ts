import { type Command, Option } from "commander";
import type { RegressionHistory } from "../../domain/regression/regression-history.js";
import { createContext, withSettledStore } from "../command-context.js";
import { wholeNumber } from "../input/option-parsers.js";

const FORMATS = ["table", "json", "html"] as const;
type Format = (typeof FORMATS)[number];

interface HistoryOptions {
  readonly metric?: string;
  readonly format?: Format;
  readonly limit?: number;
  readonly output?: string;
}

/** `assay history DEFINITION`: regression runs over time. */
export function addHistoryCommand(program: Command): void {
  program
    .command("history <definition>")
    .description("show the regression runs of a definition over time, with drifts")
    .option("--metric <name>", "show only this metric")
    .option("--limit <n>", "show only the latest n runs", wholeNumber)
    .option("--output <file>", "write to this file instead of stdout; its ending sets the format")
    .addOption(
      new Option("--format <format>", "table unless the file's ending says otherwise").choices(FORMATS),
    )
    .action(async (reference: string, options: HistoryOptions, command: Command) => {
      const context = await createContext(command);
      const { findDefinition } = await import("../../operations/find-definition.js");
      const { readRegressionHistory } = await import(
        "../../operations/regressions/read-regression-history.js"
      );
      const { formatOfFile } = await import("../output/format-of-file.js");
      const { writeText } = await import("../output/write-output.js");
      await withSettledStore(context, async (store) => {
        const { metric, limit, output } = options;
        const definition = await findDefinition(store, reference);
        const history = await readRegressionHistory(
          { store, loadRegistry: context.loadRegistry },
          { definition, metric, limit },
        );
        const named = options.format ?? formatOfFile(output, FORMATS) ?? "table";
        const format = context.options.json === true ? "json" : named;
        await writeText(output, `${await render(history, format)}\n`);
      });
    });
}

async function render(history: RegressionHistory, format: Format): Promise<string> {
  const { printableText } = await import("../../formatting/printable-text.js");
  if (format === "json") return printableText(JSON.stringify(history, null, 2));
  if (format === "html") {
    const { renderHistoryHtml } = await import("../../report/html/render-history-html.js");
    return await renderHistoryHtml(history);
  }
  const { renderHistory } = await import("../../report/render-history.js");
  return printableText(renderHistory(history));
}
