import { DefinitionNotFoundError } from "../domain/experiment/experiment-errors.js";
import { nearestNames } from "../domain/nearest-names.js";
import type { Store } from "../domain/store.js";

/**
 * The definition that is meant, of those of which the store has experiments or a baseline: by its name, without regard to
 * case and blanks around it, or by the beginning of one alone. A name that is near none is given back as it is: nothing
 * of it has been run yet.
 *
 * @throws DefinitionNotFoundError with the nearest, or with those that begin so.
 */
export async function findDefinition(store: Store, reference: string): Promise<string> {
  const [names, baselines] = await Promise.all([store.listNames(), store.listCurrentBaselines()]);
  const known = [...new Set([...names, ...baselines].map(({ definition }) => definition))];
  const sought = reference.trim();
  for (const fold of [(name: string) => name, (name: string) => name.toLowerCase()]) {
    const whole = known.find((name) => fold(name) === fold(sought));
    if (whole !== undefined) return whole;
    const beginning = sought === "" ? [] : known.filter((name) => fold(name).startsWith(fold(sought)));
    const [only, another] = beginning;
    if (only !== undefined && another === undefined) return only;
    if (another !== undefined) throw new DefinitionNotFoundError(sought, beginning);
  }
  const nearest = nearestNames(sought, known);
  if (nearest.length > 0) throw new DefinitionNotFoundError(sought, nearest);
  return sought;
}
