import { type Command, Option } from "commander";
import type { RegressionHistory } from "../../domain/regression/regression-history.js";
import { createContext, withSettledStore } from "../command-context.js";
import { wholeNumber } from "../input/option-parsers.js";

interface HistoryOptions {
  readonly metric?: string;
  readonly format: "table" | "json" | "html";
  readonly limit?: number;
  readonly output?: string;
}

/** `assay history DEFINITION`: regression runs over time. */
export function addHistoryCommand(program: Command): void {
  program
    .command("history <definition>")
    .description("the regression runs of a definition over time, with drifts")
    .option("--metric <name>", "this metric alone")
    .option("--limit <n>", "the latest so many runs", wholeNumber)
    .option("--output <file>", "instead of stdout")
    .addOption(
      new Option("--format <format>", "how it is written")
        .choices(["table", "json", "html"])
        .default("table"),
    )
    .action(async (reference: string, options: HistoryOptions, command: Command) => {
      const context = await createContext(command);
      const { findDefinition } = await import("../../operations/find-definition.js");
      const { readRegressionHistory } = await import(
        "../../operations/regressions/read-regression-history.js"
      );
      const { writeOutput } = await import("../output/write-output.js");
      await withSettledStore(context, async (store) => {
        const { metric, limit, output } = options;
        const definition = await findDefinition(store, reference);
        const history = await readRegressionHistory(
          { store, loadRegistry: context.loadRegistry },
          { definition, metric, limit },
        );
        const format = context.options.json === true ? "json" : options.format;
        const text = `${await render(history, format)}\n`;
        if (output === undefined) process.stdout.write(text);
        else await writeOutput(output, async (stream) => stream.write(text));
      });
    });
}

async function render(history: RegressionHistory, format: HistoryOptions["format"]): Promise<string> {
  const { printableText } = await import("../../formatting/printable-text.js");
  if (format === "json") return printableText(JSON.stringify(history, null, 2));
  if (format === "html") {
    const { renderHistoryHtml } = await import("../../report/html/render-history-html.js");
    return await renderHistoryHtml(history);
  }
  const { renderHistory } = await import("../../report/render-history.js");
  return printableText(renderHistory(history));
}
