import { readCovariate } from "../analysis/covariate/read-covariate.js";
import type { ExperimentDefinition } from "../config.js";
import type { Comparison } from "../domain/comparison/comparison.js";
import type { ComparisonPolicy } from "../domain/comparison/comparison-policy.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import {
  ExperimentAlreadyExistsError,
  VariantNotFoundError,
} from "../domain/experiment/experiment-errors.js";
import { comparisonId } from "../domain/ids.js";
import { checkName } from "../domain/names.js";
import type { Store } from "../domain/store.js";
import { buildComparison, comparisonPolicy } from "./build-comparison.js";
import { buildVariant } from "./build-variant.js";
import { checkScales } from "./check-scales.js";
import { pinDataset } from "./datasets/find-dataset.js";
import { buildExperimentBase } from "./experiment-base.js";
import { planAnchors } from "./plan-anchors.js";
import type { StartContext } from "./start-context.js";
import type { StartOptions } from "./start-options.js";

/** The rows of a start: one experiment per variant, and their comparison when there are several. */
export interface PlannedStart {
  readonly experiments: readonly Experiment[];
  readonly comparison: Comparison | null;
  /** The definition's anchors, judged beside them; null without. */
  readonly anchors: Experiment | null;
}

/** Checks everything that can be wrong before anything is paid, and pins the dataset version. Writes nothing. */
export async function planStart(context: StartContext, options: StartOptions): Promise<PlannedStart> {
  const definition = context.registry.getDefinition(options.definition);
  const variants = chooseVariants(definition, options.variants);
  const { dataset, version } = await pinDataset(context.store, options.dataset ?? definition.dataset);
  const base = buildExperimentBase(context, { definition, options, dataset, version });
  if (options.name !== undefined) checkName("an experiment", options.name);
  const names = nameStart(definition.name, { asked: options.name, now: context.now });
  const comparison = variants.length > 1 ? comparisonId(names.group) : null;
  const policy = comparisonPolicy(definition);
  checkScales(definition.name, { evaluators: context.registry.listEvaluators(definition.name), policy });
  if (policy.covariate !== null)
    await readCovariate(context.store, policy.covariate, {
      datasetId: dataset.id,
      datasetVersion: version,
      starts: [{ name: names.group, at: context.now.toISOString() }],
    });
  const orderSeed = orderSeedOf(comparison, policy);
  const experiments = variants.map((variant) =>
    buildVariant(context, {
      definition,
      variant,
      name: names.ofVariant(variant, { isOnly: comparison === null }),
      comparison,
      base: { ...base, orderSeed, comparePolicy: policy },
    }),
  );
  const anchors =
    definition.anchors === undefined
      ? null
      : await planAnchors(context, {
          base,
          definition,
          comparison,
          dataset: definition.anchors.dataset,
          anchored: comparison === null ? (experiments[0] as Experiment).id : null,
          name: names.anchors,
        });
  await refuseTakenNames(context.store, {
    experiments: [...experiments, ...(anchors === null ? [] : [anchors])],
    comparison: comparison === null ? null : names.group,
  });
  if (comparison === null) return { experiments: linkAnchors(experiments, anchors), comparison, anchors };
  return {
    experiments,
    anchors,
    comparison: buildComparison({
      id: comparison,
      name: names.group,
      definition,
      experiments,
      policy,
      anchors,
    }),
  };
}

/** What a start's rows are called: as it was asked for, else by definition and instant. */
function nameStart(
  definition: string,
  { asked, now }: { readonly asked: string | undefined; readonly now: Date },
): {
  readonly group: string;
  readonly ofVariant: (variant: string, options: { readonly isOnly: boolean }) => string;
  readonly anchors: string;
} {
  const time = now.toISOString().replace(/[:.]/g, "-");
  const name = (part: string): string =>
    asked === undefined ? `${definition}-${part}-${time}` : `${asked}-${part}`;
  return {
    group: asked ?? `${definition}-${time}`,
    ofVariant: (variant, { isOnly }) => (isOnly ? asked : undefined) ?? name(variant),
    anchors: name("anchors"),
  };
}

/** One order for all variants, from the comparison's own id where nobody chose a seed; null = the dataset's order. */
function orderSeedOf(comparison: string | null, { stopEarly }: ComparisonPolicy): number | null {
  if (comparison === null || stopEarly === null) return null;
  return stopEarly.seed ?? Number.parseInt(comparison.slice(0, 8), 16);
}

/** One that is resumed without a comparison finds its anchors again by its own row. */
function linkAnchors(experiments: readonly Experiment[], anchors: Experiment | null): readonly Experiment[] {
  if (anchors === null) return experiments;
  return experiments.map((one) => ({
    ...one,
    role: { kind: "variant", anchorsExperimentId: anchors.id },
  }));
}

async function refuseTakenNames(
  store: Store,
  names: { readonly experiments: readonly Experiment[]; readonly comparison: string | null },
): Promise<void> {
  for (const { name } of names.experiments) {
    if ((await store.getExperiment(name)) !== null) throw new ExperimentAlreadyExistsError(name);
  }
  const { comparison } = names;
  if (comparison !== null && (await store.getComparison(comparison)) !== null)
    throw new ExperimentAlreadyExistsError(comparison);
}

/** The variants that were asked for, else all. @throws VariantNotFoundError */
function chooseVariants(
  definition: ExperimentDefinition,
  asked: readonly string[] | undefined,
): readonly string[] {
  const known = Object.keys(definition.variants);
  const unknown = asked?.find((variant) => !known.includes(variant));
  if (unknown !== undefined) throw new VariantNotFoundError(unknown, definition.name, known);
  return asked === undefined || asked.length === 0 ? known : [...new Set(asked)];
}
