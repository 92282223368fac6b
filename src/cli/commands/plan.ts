import type { Command } from "commander";
import { choosePilot } from "../../analysis/plan/choose-pilot.js";
import { type PlanAssumptions, planExperiment } from "../../analysis/plan/plan-experiment.js";
import type { ExperimentDefinition } from "../../config.js";
import { ComparisonPolicy } from "../../domain/comparison/comparison.js";
import type { Store } from "../../domain/store.js";
import { renderPlanText } from "../../report/render-plan.js";
import { createContext } from "../command-context.js";
import { finiteNumber, nonNegativeNumber, openUnit, wholeNumber } from "../input/option-parsers.js";

interface PlanOptions {
  readonly from?: readonly string[];
  readonly metric?: string;
  readonly effect?: number;
  readonly alpha?: number;
  readonly power: number;
  readonly items?: number;
  readonly repetitions?: number;
  readonly judgeSamples?: number;
  readonly maxItems?: number;
  readonly maxRepetitions: number;
  readonly maxJudgeSamples: number;
  readonly sd?: number;
  readonly repetitionSd?: number;
  readonly judgeSd?: number;
  readonly costPerRun?: number;
  readonly costPerJudgement?: number;
}

/** `assay plan NAME`: what it takes to see a difference, from a pilot or from stated assumptions. */
export function addPlanCommand(program: Command): void {
  program
    .command("plan <name>")
    .description("items, repetitions, judge samples and cost for a difference between two variants")
    .option("--from <experiments...>", "a finished comparison, or two finished experiments, baseline first")
    .option("--metric <name>", "the score to plan for; the primary metric where none is named")
    .option("--effect <difference>", "the difference to be found, in score points", finiteNumber)
    .option("--alpha <alpha>", "two-sided error rate", openUnit)
    .option("--power <power>", "chance to find the difference", openUnit, 0.8)
    .option("--items <n>", "items of the present design", wholeNumber)
    .option("--repetitions <n>", "repetitions of the present design", wholeNumber)
    .option("--judge-samples <n>", "judge samples of the present design", wholeNumber)
    .option("--max-items <n>", "items that can be had; those of the dataset where not given", wholeNumber)
    .option("--max-repetitions <n>", "repetitions to consider", wholeNumber, 10)
    .option("--max-judge-samples <n>", "judge samples to consider", wholeNumber, 20)
    .option("--sd <sd>", "assumed SD of the items' differences", nonNegativeNumber)
    .option("--repetition-sd <sd>", "assumed SD of a repetition around its item", nonNegativeNumber)
    .option("--judge-sd <sd>", "assumed SD of a judge sample around its output", nonNegativeNumber)
    .option("--cost-per-run <usd>", "assumed cost of one run", nonNegativeNumber)
    .option("--cost-per-judgement <usd>", "assumed cost of one judge sample", nonNegativeNumber)
    .action(async (name: string, options: PlanOptions, command: Command) => {
      const context = createContext(command);
      const project = await context.openProject();
      try {
        const definition = project.registry.getDefinition(name);
        const plan = await planDefinition(project.store, definition, options);
        context.print(plan, renderPlanText(plan));
      } finally {
        await project.store.close();
      }
    });
}

async function planDefinition(
  store: Store,
  definition: ExperimentDefinition,
  options: PlanOptions,
): ReturnType<typeof planExperiment> {
  const { baseline: _baseline, ...given } = definition.compare ?? {};
  const policy = ComparisonPolicy.partial().parse(given);
  const { pilot, metric } = await choosePilot(store, {
    definition: definition.name,
    from: options.from ?? [],
    metric: options.metric ?? policy.primaryMetric ?? null,
    isRequired: options.sd === undefined,
    ...(definition.compare?.baseline === undefined ? {} : { baselineVariant: definition.compare.baseline }),
  });
  return await planExperiment(store, {
    definition: definition.name,
    metric,
    alpha: options.alpha ?? policy.alpha ?? 0.05,
    power: options.power,
    effect: options.effect ?? null,
    pilot,
    assumptions: readAssumptions(options),
    design: readDesign(options),
    maximumItems: options.maxItems ?? (await countItems(store, definition.dataset)),
    minimumItems: policy.minimumPairs ?? 10,
    maximumRepetitions: options.maxRepetitions,
    maximumJudgements: options.maxJudgeSamples,
    circumstances: {
      candidates: Math.max(1, Object.keys(definition.variants).length - 1),
      clusterBy: policy.clusterBy ?? null,
      stopsEarly: (policy.stopEarly ?? null) !== null,
    },
  });
}

function readAssumptions(options: PlanOptions): PlanAssumptions {
  const { sd, repetitionSd, judgeSd, costPerRun, costPerJudgement } = options;
  return {
    ...(sd === undefined ? {} : { sd }),
    ...(repetitionSd === undefined ? {} : { repetitionSd }),
    ...(judgeSd === undefined ? {} : { judgeSd }),
    ...(costPerRun === undefined ? {} : { costPerRunUsd: costPerRun }),
    ...(costPerJudgement === undefined ? {} : { costPerJudgementUsd: costPerJudgement }),
  };
}

function readDesign({ items, repetitions, judgeSamples }: PlanOptions): {
  readonly items?: number;
  readonly repetitions?: number;
  readonly judgements?: number;
} {
  return {
    ...(items === undefined ? {} : { items }),
    ...(repetitions === undefined ? {} : { repetitions }),
    ...(judgeSamples === undefined ? {} : { judgements: judgeSamples }),
  };
}

/** Null for a dataset that is not in the store yet: then as many items as wanted. */
async function countItems(store: Store, reference: string): Promise<number | null> {
  const dataset = await store.getDataset(reference.replace(/@.*$/, ""));
  if (dataset === null) return null;
  const count = await store.countItems({ datasetId: dataset.id, version: null });
  return count === 0 ? null : count;
}
