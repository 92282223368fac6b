import type { Comparison } from "../domain/comparison/comparison.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import {
  ExperimentNotFoundError,
  ExperimentReferenceAmbiguousError,
} from "../domain/experiment/experiment-errors.js";
import type { Store } from "../domain/store.js";
import { chooseName } from "./choose-name.js";
import type { Ended } from "./start-again.js";

/** What a reference means: an experiment, or a comparison of several. */
export type Referenced =
  | { readonly experiment: Experiment; readonly comparison: null }
  | { readonly experiment: null; readonly comparison: Comparison };

/**
 * The experiment or comparison of a name or id; else the latest of a definition, or of all whose name begins so.
 *
 * @throws ExperimentNotFoundError with the nearest names, ExperimentReferenceAmbiguousError with those that begin so.
 */
export async function findReference(store: Store, reference: string): Promise<Referenced> {
  const exact = await findExact(store, reference.trim());
  if (exact !== null) return exact;
  const chosen = chooseName(await store.listNames(), reference);
  if (chosen.kind === "none") throw new ExperimentNotFoundError(reference, chosen.nearest);
  if (chosen.kind === "several")
    throw new ExperimentReferenceAmbiguousError(
      reference,
      chosen.names.map(({ name }) => name),
    );
  const found = await findExact(store, chosen.name.id);
  if (found === null) throw new ExperimentNotFoundError(reference);
  return found;
}

/** The experiment, or the comparison with all its experiments, that a reference means. */
export async function findStarted(store: Store, reference: string): Promise<Ended> {
  const { experiment, comparison } = await findReference(store, reference);
  return comparison === null
    ? { experiments: [experiment], comparison }
    : await withMembers(store, comparison);
}

/** The same, where a variant stands for the whole comparison that it belongs to. */
export async function findWholeStart(store: Store, reference: string): Promise<Ended> {
  const { experiment, comparison } = await findReference(store, reference);
  if (comparison !== null) return await withMembers(store, comparison);
  const whole = experiment.comparisonId === null ? null : await store.getComparison(experiment.comparisonId);
  return whole === null ? { experiments: [experiment], comparison: null } : await withMembers(store, whole);
}

async function withMembers(store: Store, comparison: Comparison): Promise<Ended> {
  const experiments = await Promise.all(
    comparison.experimentIds.map(async (id) => {
      const member = await store.getExperiment(id);
      if (member === null) throw new ExperimentNotFoundError(id);
      return member;
    }),
  );
  return { experiments, comparison };
}

async function findExact(store: Store, reference: string): Promise<Referenced | null> {
  const experiment = await store.getExperiment(reference);
  if (experiment !== null) return { experiment, comparison: null };
  const comparison = await store.getComparison(reference);
  return comparison === null ? null : { experiment: null, comparison };
}
