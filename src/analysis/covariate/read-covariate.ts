import { CovariateInvalidError } from "../../domain/comparison/comparison-errors.js";
import { type Covariate, covariateName } from "../../domain/comparison/comparison-policy.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import { ExperimentNotFoundError } from "../../domain/experiment/experiment-errors.js";
import type { Store } from "../../domain/store.js";

/** What must have been known before: the items of a dataset version, and when the runs were started. */
export interface CovariateSetting {
  readonly datasetId: string;
  readonly datasetVersion: string;
  /** Name of what is run or compared -> when it was started. */
  readonly starts: readonly { readonly name: string; readonly at: string }[];
}

/**
 * The covariate of each item that it is known of. Metadata are those of the pinned version, and so known before the run.
 *
 * @throws CovariateInvalidError when items of the dataset lack the metadata, or the experiment had not ended before the runs.
 * @throws ExperimentNotFoundError
 */
export async function readCovariate(
  store: Store,
  covariate: Covariate,
  { datasetId, datasetVersion: version, starts }: CovariateSetting,
): Promise<ReadonlyMap<string, number>> {
  const values = new Map<string, number>();
  if ("metadata" in covariate) {
    const itemIds: string[] = [];
    for await (const { itemId, metadata } of store.streamItemMetadata({ datasetId, version })) {
      itemIds.push(itemId);
      const value = metadata[covariate.metadata];
      if (typeof value === "number" && Number.isFinite(value)) values.set(itemId, value);
    }
    requireCovariate(covariate, values, itemIds);
    return values;
  }
  const earlier = await store.getExperiment(covariate.experiment);
  if (earlier === null) throw new ExperimentNotFoundError(covariate.experiment);
  requireBefore(covariate, earlier, starts);
  for await (const { itemId, mean } of store.streamItemMeans({
    experimentId: earlier.id,
    score: covariate.score,
  }))
    values.set(itemId, mean);
  return values;
}

/** @throws CovariateInvalidError when one of the items has no value. */
export function requireCovariate(
  covariate: Covariate,
  values: ReadonlyMap<string, number>,
  itemIds: readonly string[],
): void {
  const missing = itemIds.filter((itemId) => !values.has(itemId));
  const [first] = missing;
  if (first === undefined) return;
  const what =
    "metadata" in covariate ? "Give each item a number there" : "Name an experiment that scored each item";
  throw new CovariateInvalidError(
    covariateName(covariate),
    `is missing for ${missing.length} of ${itemIds.length} items, the first "${first}". ${what}, or leave compare.covariate out.`,
  );
}

function requireBefore(
  covariate: Covariate,
  { endedAt }: Pick<Experiment, "endedAt">,
  starts: CovariateSetting["starts"],
): void {
  const late = starts.find(({ at }) => endedAt === null || endedAt > at);
  if (late === undefined) return;
  const when = endedAt === null ? "it has not ended yet" : `it ended at ${endedAt}`;
  throw new CovariateInvalidError(
    covariateName(covariate),
    `was measured after the run: ${when}, and ${late.name} was started at ${late.at}. A covariate must be known before; name an experiment that had ended by then.`,
  );
}
