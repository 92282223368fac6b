import { type Command, Option } from "commander";
import { compareExperiments } from "../../analysis/comparison/compare-experiments.js";
import type { ComparisonReport } from "../../domain/comparison/comparison.js";
import { type ComparisonPolicy, parseComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import { AssayError } from "../../domain/errors.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import { printableText } from "../../formatting/printable-text.js";
import { requireExperiment } from "../../operations/require-experiment.js";
import { renderComparisonHtml } from "../../report/html/render-html.js";
import { renderComparisonMarkdown } from "../../report/render-comparison-markdown.js";
import { renderComparisonText } from "../../report/render-comparison-text.js";
import { TERMINAL_WIDTH } from "../../report/render-table.js";
import { createContext, withStore } from "../command-context.js";
import { collect, openUnit, wholeNumber } from "../input/option-parsers.js";
import { terminalWidth } from "../output/terminal-width.js";
import { writeOutput } from "../output/write-output.js";

interface CompareOptions {
  readonly baseline?: string;
  readonly metric?: string;
  readonly alpha?: number;
  readonly by: readonly string[];
  readonly cluster?: string;
  readonly margin: readonly string[];
  readonly minPairs?: number;
  readonly details?: boolean;
  readonly output?: string;
  readonly format: "table" | "markdown" | "json" | "html";
}

/** The metric to name a winner on is none that the experiments have. */
export class ComparisonMetricUnknownError extends AssayError {
  constructor(metric: string, known: readonly string[]) {
    super(`No experiment has the metric "${metric}". They have: ${known.join(", ") || "none"}`);
  }
}

/** A margin is in the units of a metric. */
export class MarginWithoutMetricError extends AssayError {
  constructor(given: string) {
    super(`The margin "${given}" names no metric; allowed is METRIC=X, such as --margin accuracy=0.02`);
  }
}

/** `assay compare EXPERIMENT…`: computed afresh from the rows. */
export function addCompareCommand(program: Command): void {
  program
    .command("compare <experiments...>")
    .description("compare experiments over the same items; the first is the baseline")
    .option("--baseline <experiment>", "another baseline")
    .option("--metric <name>", "the metric a winner is named on")
    .option("--alpha <alpha>", "two-sided error rate", openUnit)
    .option(
      "--by <field>",
      "break differences down by a metadata field of the items (repeatable)",
      collect,
      [],
    )
    .option("--cluster <field>", "metadata field of items that belong together")
    .option("--margin <metric=x>", "largest difference that does not matter (repeatable)", collect, [])
    .option("--min-pairs <n>", "fewer pairs give no verdict", wholeNumber)
    .option("--details", "effects, power, corrections, robustness, slices")
    .option("--output <file>", "instead of stdout")
    .addOption(
      new Option("--format <format>").choices(["table", "markdown", "json", "html"]).default("table"),
    )
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
          experiments.push(await requireExperiment(store, reference));
        }
        const baseline = experiments[0] as Experiment;
        const policy = policyOf(baseline, options);
        const report = await compareExperiments(store, { experiments, baselineId: baseline.id, policy });
        requireMetrics(report, [options.metric, ...options.margin.map((given) => parseMargin(given)[0])]);
        const text = `${await render(report, options, context.options.json === true)}\n`;
        if (options.output === undefined) process.stdout.write(text);
        else await writeOutput(options.output, async (stream) => stream.write(text));
      });
    });
}

/** The policy that the baseline was started with, and what the options change of it. */
function policyOf({ comparePolicy }: Experiment, options: CompareOptions): ComparisonPolicy {
  const margins = options.margin.map(parseMargin);
  return parseComparisonPolicy({
    ...comparePolicy,
    ...(options.metric === undefined ? {} : { primaryMetric: options.metric }),
    ...(options.alpha === undefined ? {} : { alpha: options.alpha }),
    ...(options.by.length === 0 ? {} : { sliceBy: options.by }),
    ...(options.cluster === undefined ? {} : { clusterBy: options.cluster }),
    ...(options.minPairs === undefined ? {} : { minimumPairs: options.minPairs }),
    ...(margins.length === 0
      ? {}
      : { margins: { ...comparePolicy?.margins, ...Object.fromEntries(margins) } }),
  });
}

/** `METRIC=X`; whether X is a margin is the policy's to say. */
function parseMargin(given: string): readonly [metric: string, margin: number] {
  const at = given.lastIndexOf("=");
  if (at < 1) throw new MarginWithoutMetricError(given);
  return [given.slice(0, at), Number(given.slice(at + 1))];
}

function requireMetrics({ experiments }: ComparisonReport, named: readonly (string | undefined)[]): void {
  const known = [...new Set(experiments.flatMap(({ metrics }) => metrics.map(({ name }) => name)))];
  const unknown = named.find((metric) => metric !== undefined && !known.includes(metric));
  if (unknown !== undefined) throw new ComparisonMetricUnknownError(unknown, known);
}

async function render(
  report: ComparisonReport,
  { format, output, details = false }: CompareOptions,
  json: boolean,
): Promise<string> {
  if (json || format === "json") return printableText(JSON.stringify(report, null, 2));
  if (format === "html") return await renderComparisonHtml(report);
  const width = output === undefined ? terminalWidth() : TERMINAL_WIDTH;
  const text =
    format === "markdown"
      ? renderComparisonMarkdown(report)
      : renderComparisonText(report, { details, width });
  return printableText(text);
}
