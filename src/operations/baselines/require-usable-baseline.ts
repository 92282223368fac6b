import { BaselineExperimentMissingError } from "../../domain/baseline/baseline-errors.js";
import type { Store } from "../../domain/store.js";
import { type BaselinePlace, findBaseline } from "./find-baseline.js";

/**
 * Looks whether the baseline of a definition, where it has one, can be read.
 *
 * @throws BaselineExperimentMissingError, BaselineFileInvalidError, BaselineFileTooNewError, BaselineFileEditedError,
 *         BaselineFileForeignError
 */
export async function requireUsableBaseline(
  store: Pick<Store, "getBaseline" | "getExperiment">,
  place: BaselinePlace,
): Promise<void> {
  const found = await findBaseline(store, place);
  if (found?.kind !== "stored") return;
  if ((await store.getExperiment(found.baseline.experimentId)) === null)
    throw new BaselineExperimentMissingError(found.baseline);
}
