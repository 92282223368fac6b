import { type Command, Option } from "commander";
import { compareExperiments } from "../analysis/compare-experiments.js";
import { ComparisonPolicy } from "../domain/comparison.js";
import type { Experiment } from "../domain/experiment.js";
import { ExperimentNotFoundError } from "../domain/experiment-errors.js";
import { printableText } from "../report/printable-text.js";
import { renderComparisonMarkdown, renderComparisonText } from "../report/render-comparison.js";
import { createContext, withStore } from "./command-context.js";
import { openUnit } from "./option-parsers.js";

interface CompareOptions {
  readonly baseline?: string;
  readonly metric?: string;
  readonly alpha?: number;
  readonly format: "table" | "markdown" | "json";
}

/** `assay compare EXPERIMENT…`: computed afresh from the rows. */
export function addCompareCommand(program: Command): void {
  program
    .command("compare <experiments...>")
    .description("compare experiments over the same items; the first is the baseline")
    .option("--baseline <experiment>", "another baseline")
    .option("--metric <name>", "the metric a winner is named on")
    .option("--alpha <alpha>", "two-sided error rate", openUnit)
    .addOption(new Option("--format <format>").choices(["table", "markdown", "json"]).default("table"))
    .action(async (references: readonly string[], options: CompareOptions, command: Command) => {
      const context = createContext(command);
      await withStore(context, async (store) => {
        const all =
          options.baseline === undefined
            ? references
            : [options.baseline, ...references.filter((name) => name !== options.baseline)];
        if (all.length < 2) command.error("error: compare needs at least two experiments", { exitCode: 2 });
        const experiments: Experiment[] = [];
        for (const reference of all) {
          const experiment = await store.getExperiment(reference);
          if (experiment === null) throw new ExperimentNotFoundError(reference);
          experiments.push(experiment);
        }
        const policy = ComparisonPolicy.parse({
          primaryMetric: options.metric ?? null,
          ...(options.alpha === undefined ? {} : { alpha: options.alpha }),
        });
        const report = await compareExperiments(store, {
          experiments,
          baselineId: experiments[0]?.id ?? "",
          policy,
        });
        if (options.format === "json")
          process.stdout.write(`${printableText(JSON.stringify(report, null, 2))}\n`);
        else
          context.print(
            report,
            options.format === "markdown" ? renderComparisonMarkdown(report) : renderComparisonText(report),
          );
      });
    });
}
