import type { Baseline } from "../../domain/baseline/baseline.js";
import { BaselineAmbiguousError, BaselineNotSetError } from "../../domain/baseline/baseline-errors.js";
import type { Store } from "../../domain/store.js";

/**
 * The current baseline of a definition; where none is named, the only one there is.
 *
 * @throws BaselineNotSetError, BaselineAmbiguousError
 */
export async function requireBaseline(store: Store, definition?: string): Promise<Baseline> {
  if (definition !== undefined) {
    const found = await store.getBaseline(definition);
    if (found === null) throw new BaselineNotSetError(definition);
    return found;
  }
  const all = await store.listCurrentBaselines();
  const [only] = all;
  if (only === undefined || all.length > 1)
    throw new BaselineAmbiguousError(all.map((baseline) => baseline.definition));
  return only;
}
