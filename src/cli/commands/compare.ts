import { type Command, Option } from "commander";
import type { ComparisonReport } from "../../domain/comparison/comparison.js";
import { AssayError } from "../../domain/errors.js";
import type { LabelScale } from "../../domain/label/given-label.js";
import { printableText } from "../../formatting/printable-text.js";
import type { CompareRequest } from "../../operations/compare-stored.js";
import { createContext, withReadableStore } from "../command-context.js";
import { collect, openUnit, wholeNumber } from "../input/option-parsers.js";

const FORMATS = ["table", "markdown", "json", "html"] as const;
type Format = (typeof FORMATS)[number];

interface CompareOptions {
  readonly baseline?: string;
  readonly metric?: string;
  readonly alpha?: number;
  readonly by: readonly string[];
  readonly cluster?: string;
  readonly margin: readonly string[];
  readonly labelScale: readonly string[];
  readonly minPairs?: number;
  readonly failedAsWorst?: boolean;
  readonly details?: boolean;
  readonly output?: string;
  readonly format?: Format;
}

/** A margin is in the units of a metric. */
export class MarginWithoutMetricError extends AssayError {
  constructor(given: string) {
    super(`The margin "${given}" names no metric; allowed is METRIC=X, such as --margin accuracy=0.02`);
  }
}

/** A scale of labels is that of a metric. */
export class LabelScaleWithoutMetricError extends AssayError {
  constructor(given: string) {
    super(
      `The label scale "${given}" is not METRIC=MIN:MAX; allowed is a metric with both ends, such as --label-scale quality=1:5`,
    );
  }
}

/** `assay compare EXPERIMENT…`: computed afresh from the rows. */
export function addCompareCommand(program: Command): void {
  program
    .command("compare <experiments...>")
    .description("compare experiments over the same items; the first is the baseline")
    .option("--baseline <experiment>", "another baseline")
    .option("--metric <name>", "the metric that decides the winner")
    .option("--alpha <alpha>", "two-sided error rate", openUnit)
    .option(
      "--by <field>",
      "also show differences for each value of a metadata field of the items (repeatable)",
      collect,
      [],
    )
    .option("--cluster <field>", "metadata field that items share that belong together")
    .option("--margin <metric=x>", "largest difference that does not matter (repeatable)", collect, [])
    .option(
      "--label-scale <metric=min:max>",
      "the scale of human labels of a metric, which is mapped to its range (repeatable)",
      collect,
      [],
    )
    .option("--min-pairs <n>", "smallest number of pairs for a verdict", wholeNumber)
    .option("--failed-as-worst", "count failed runs as the worst value of a score's range, not as missing")
    .option("--details", "also print effects, power, corrections, robustness and slices")
    .option("--output <file>", "write to this file instead of stdout; its ending sets the format")
    .addOption(
      new Option("--format <format>", "table unless the file's ending says otherwise").choices(FORMATS),
    )
    .action(async (references: readonly string[], options: CompareOptions, command: Command) => {
      const context = await createContext(command);
      const { compareStored } = await import("../../operations/compare-stored.js");
      const { writeText } = await import("../output/write-output.js");
      await withReadableStore(context, async (store) => {
        const { baseline, output } = options;
        const report = await compareStored(store, { references, policy: changesOf(options), baseline });
        await writeText(output, `${await render(report, options, context.options.json === true)}\n`);
      });
    });
}

/** What the options change of the policy that the baseline was started with. */
function changesOf(options: CompareOptions): NonNullable<CompareRequest["policy"]> {
  return {
    ...(options.metric === undefined ? {} : { primaryMetric: options.metric }),
    ...(options.alpha === undefined ? {} : { alpha: options.alpha }),
    ...(options.by.length === 0 ? {} : { sliceBy: [...options.by] }),
    ...(options.cluster === undefined ? {} : { clusterBy: options.cluster }),
    ...(options.minPairs === undefined ? {} : { minimumPairs: options.minPairs }),
    ...(options.failedAsWorst === true ? { missing: { failed: 0 } } : {}),
    ...(options.margin.length === 0 ? {} : { margins: Object.fromEntries(options.margin.map(parseMargin)) }),
    ...(options.labelScale.length === 0
      ? {}
      : { labelScales: Object.fromEntries(options.labelScale.map(parseLabelScale)) }),
  };
}

/** `METRIC=X`; whether X is a margin is the policy's to say. */
function parseMargin(given: string): readonly [metric: string, margin: number] {
  const at = given.lastIndexOf("=");
  if (at < 1) throw new MarginWithoutMetricError(given);
  return [given.slice(0, at), Number(given.slice(at + 1))];
}

/** `METRIC=MIN:MAX`; whether that is a scale is the policy's to say. */
function parseLabelScale(given: string): readonly [metric: string, scale: LabelScale] {
  const at = given.lastIndexOf("=");
  const [minimum, maximum, ...rest] = given.slice(at + 1).split(":");
  if (at < 1 || minimum === undefined || maximum === undefined || rest.length > 0)
    throw new LabelScaleWithoutMetricError(given);
  return [given.slice(0, at), { minimum: Number(minimum), maximum: Number(maximum) }];
}

async function render(
  report: ComparisonReport,
  { format: asked, output, details = false }: CompareOptions,
  json: boolean,
): Promise<string> {
  const { formatOfFile } = await import("../output/format-of-file.js");
  const format = asked ?? formatOfFile(output, FORMATS);
  if (json || format === "json") return printableText(JSON.stringify(report, null, 2));
  if (format === "html") {
    const { renderComparisonHtml } = await import("../../report/html/render-html.js");
    return await renderComparisonHtml(report);
  }
  if (format === "markdown") {
    const { renderComparisonMarkdown } = await import("../../report/render-comparison-markdown.js");
    return printableText(renderComparisonMarkdown(report));
  }
  const { renderComparisonText } = await import("../../report/render-comparison-text.js");
  const { TERMINAL_WIDTH } = await import("../../report/render-table.js");
  const { terminalWidth } = await import("../output/terminal-width.js");
  const width = output === undefined ? terminalWidth() : TERMINAL_WIDTH;
  return printableText(renderComparisonText(report, { details, width }));
}
