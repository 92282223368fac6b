import { BaselineExperimentMissingError } from "../../domain/baseline/baseline-errors.js";
import type { BaselineSource } from "../../domain/baseline/baseline-source.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { Store } from "../../domain/store.js";
import { requireExperiment } from "../require-experiment.js";
import { readBaselineOf } from "./find-baseline.js";
import { requireBaseline } from "./require-baseline.js";

/**
 * The baseline that somebody named for a candidate: an experiment, else a file (by a `/` or `.jsonl` in the name), or what
 * is set for its definition when nothing was named.
 *
 * @throws ExperimentNotFoundError, ComparisonNamedError, BaselineNotSetError, BaselineExperimentMissingError
 * @throws BaselineFileInvalidError, BaselineFileTooNewError, BaselineFileEditedError, BaselineFileForeignError
 */
export async function nameBaseline(
  store: Store,
  given: { readonly reference: string | undefined; readonly candidate: Experiment },
): Promise<BaselineSource> {
  const { reference, candidate } = given;
  if (reference === undefined) {
    const baseline = await requireBaseline(store, candidate.definition);
    const experiment = await store.getExperiment(baseline.experimentId);
    if (experiment === null) throw new BaselineExperimentMissingError(baseline);
    return { kind: "named", experiment };
  }
  const isFile = /[\\/]|\.jsonl$/.test(reference) && (await store.getExperiment(reference)) === null;
  if (isFile) return { kind: "file", file: await readBaselineOf(reference, candidate.definition) };
  return { kind: "named", experiment: await requireExperiment(store, reference) };
}
