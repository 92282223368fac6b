import type { Command } from "commander";
import { PLANNED_POWER } from "../../domain/plan/planned-power.js";
import type { PlanOptions } from "../../operations/plan-definition.js";
import { createContext, withProject } from "../command-context.js";
import { finiteNumber, nonNegativeNumber, openUnit, wholeNumber } from "../input/option-parsers.js";

interface PlanCommandOptions
  extends Omit<PlanOptions, "maximumItems" | "maximumRepetitions" | "maximumJudgeSamples" | "assumptions">,
    Omit<NonNullable<PlanOptions["assumptions"]>, "costPerRunUsd" | "costPerJudgementUsd"> {
  readonly maxItems?: number;
  readonly maxRepetitions: number;
  readonly maxJudgeSamples: number;
  readonly costPerRun?: number;
  readonly costPerJudgement?: number;
}

/** `assay plan NAME`: what it takes to see a difference, from a pilot or from stated assumptions. */
export function addPlanCommand(program: Command): void {
  program
    .command("plan <name>")
    .description(
      "calculate the items, repetitions, judge samples and cost that are needed to find a difference",
    )
    .option("--from <experiments...>", "a finished comparison, or two finished experiments, baseline first")
    .option("--metric <name>", "the score to plan for (default: the primary metric)")
    .option("--effect <difference>", "the difference to find, in score points", finiteNumber)
    .option("--alpha <alpha>", "two-sided error rate", openUnit)
    .option("--power <power>", "probability to find the difference", openUnit, PLANNED_POWER)
    .option("--items <n>", "items of the present design", wholeNumber)
    .option("--repetitions <n>", "repetitions of the present design", wholeNumber)
    .option("--judge-samples <n>", "judge samples of the present design", wholeNumber)
    .option("--max-items <n>", "most items to consider (default: those of the dataset)", wholeNumber)
    .option("--max-repetitions <n>", "most repetitions to consider", wholeNumber, 10)
    .option("--max-judge-samples <n>", "most judge samples to consider", wholeNumber, 20)
    .option("--sd <sd>", "assumed SD of the items' differences", nonNegativeNumber)
    .option("--discordant <share>", "assumed share of items on which a yes-or-no score differs", openUnit)
    .option("--repetition-sd <sd>", "assumed SD of a repetition around its item", nonNegativeNumber)
    .option("--judge-sd <sd>", "assumed SD of a judge sample around its output", nonNegativeNumber)
    .option("--cost-per-run <usd>", "assumed cost of one run", nonNegativeNumber)
    .option("--cost-per-judgement <usd>", "assumed cost of one judge sample", nonNegativeNumber)
    .action(async (name: string, options: PlanCommandOptions, command: Command) => {
      const context = await createContext(command);
      const { planDefinition } = await import("../../operations/plan-definition.js");
      const { renderPlanText } = await import("../../report/render-plan.js");
      await withProject(context, async ({ registry, store }) => {
        const plan = await planDefinition(store, registry.getDefinition(name), toPlanOptions(options));
        context.print(plan, renderPlanText(plan));
      });
    });
}

function toPlanOptions(options: PlanCommandOptions): PlanOptions {
  const { maxItems, maxRepetitions, maxJudgeSamples, ...rest } = options;
  const { sd, discordant, repetitionSd, judgeSd, costPerRun, costPerJudgement, ...stated } = rest;
  const costs = { costPerRunUsd: costPerRun, costPerJudgementUsd: costPerJudgement };
  return {
    ...stated,
    maximumItems: maxItems,
    maximumRepetitions: maxRepetitions,
    maximumJudgeSamples: maxJudgeSamples,
    assumptions: { sd, discordant, repetitionSd, judgeSd, ...costs },
  };
}
