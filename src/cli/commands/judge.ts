import { type Command, InvalidArgumentError } from "commander";
import type { LabelScale } from "../../domain/label/given-label.js";
import type { JudgeCheckRequest } from "../../operations/check-judge-against-people.js";
import { createContext, withReadableStore } from "../command-context.js";
import { openUnit } from "../input/option-parsers.js";

interface CheckOptions extends Pick<JudgeCheckRequest, "metric" | "labelName" | "labelScale"> {
  readonly experiment?: readonly string[];
  readonly labels?: string;
  readonly alpha: number;
}

/** `assay judge check`: a judge against people. */
export function addJudgeCommands(program: Command): void {
  const judge = program.command("judge").description("check judges against people");
  judge
    .command("check")
    .description("compare a judge's scores with human labels")
    .requiredOption("--metric <name>", "the judged score")
    .option(
      "--experiment <experiments...>",
      "experiments to check, the baseline first (default: all that have labels)",
    )
    .option(
      "--labels <file>",
      "CSV with value, and run_id, trace_id, or experiment and item_id; else labels in the store",
    )
    .option("--label-name <name>", "name of the labels (default: that of the metric)")
    .option("--label-scale <min:max>", "the labels' scale, mapped to 0–1", labelScale)
    .option("--alpha <alpha>", "two-sided error rate of the intervals", openUnit, 0.05)
    .action(async (options: CheckOptions, command: Command) => {
      const context = await createContext(command);
      const { checkJudgeAgainstPeople } = await import("../../operations/check-judge-against-people.js");
      const { renderJudgeCheckText } = await import("../../report/render-judge-check.js");
      const { readLabelFile } = await import("../../data-files/read-label-file.js");
      await withReadableStore(context, async (store) => {
        const { experiment: experiments, labels: file, ...asked } = options;
        const labels = file === undefined ? undefined : await readLabelFile(file);
        const check = await checkJudgeAgainstPeople(store, { ...asked, experiments, labels });
        context.print(check, renderJudgeCheckText(check));
      });
    });
}

function labelScale(text: string): LabelScale {
  const [minimum, maximum, ...rest] = text.split(":").map(Number);
  if (
    rest.length === 0 &&
    minimum !== undefined &&
    maximum !== undefined &&
    Number.isFinite(minimum) &&
    Number.isFinite(maximum) &&
    minimum < maximum
  )
    return { minimum, maximum };
  throw new InvalidArgumentError(`"${text}" is not MIN:MAX with MIN below MAX, such as 1:5.`);
}
