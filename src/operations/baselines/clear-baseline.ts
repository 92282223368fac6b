import type { Baseline } from "../../domain/baseline/baseline.js";
import { BaselineNotSetError } from "../../domain/baseline/baseline-errors.js";
import type { Store } from "../../domain/store.js";

/** Withdraws the baseline of a definition, which then has none. @throws BaselineNotSetError when it had none before. */
export async function clearBaseline(
  store: Store,
  { definition, reason, by }: { readonly definition: string; readonly reason: string; readonly by: string },
): Promise<Baseline> {
  const at = new Date().toISOString();
  const cleared = await store.clearBaseline(definition, { at, by, reason });
  if (cleared === null) throw new BaselineNotSetError(definition);
  return cleared;
}
