import { type ExperimentName, nameStem } from "../domain/experiment/experiment-name.js";
import { nearestNames } from "../domain/nearest-names.js";

/** Shorter beginnings of ids are beginnings of too much. */
const SHORTEST_ID = 4;

/** The name that is meant; several, of which none is; or none. */
export type ChosenName =
  | { readonly kind: "one"; readonly name: ExperimentName }
  | { readonly kind: "several"; readonly names: readonly ExperimentName[] }
  | { readonly kind: "none"; readonly nearest: readonly string[] };

/**
 * Which experiment or comparison a reference means that is no whole name: the latest of a definition, or the latest of
 * those whose name (or id) begins so. Beginnings that lead to different definitions, or to different variants, mean none.
 *
 * Names come newest first.
 */
export function chooseName(names: readonly ExperimentName[], reference: string): ChosenName {
  const isStart = ({ comparisonId }: ExperimentName): boolean => comparisonId === null;
  const latest = names.find((name) => name.definition === reference && isStart(name));
  if (latest !== undefined) return { kind: "one", name: latest };
  const matches = names.filter(
    ({ name, id }) =>
      name.startsWith(reference) || (reference.length >= SHORTEST_ID && id.startsWith(reference)),
  );
  const [first] = matches;
  if (first === undefined) return { kind: "none", nearest: nearestTo(reference, names) };
  const whole = matches.find(({ name }) => nameStem(name) === reference);
  if (whole !== undefined) return { kind: "one", name: whole };
  const stems = new Set<string>();
  const newestOfEach = matches.filter(({ name }) => {
    const isNew = !stems.has(nameStem(name));
    stems.add(nameStem(name));
    return isNew;
  });
  if (newestOfEach.length === 1) return { kind: "one", name: first };
  const start = matches.find(isStart);
  const isOneDefinition = matches.every(({ definition }) => definition === first.definition);
  return isOneDefinition && start !== undefined
    ? { kind: "one", name: start }
    : { kind: "several", names: newestOfEach };
}

/** Names of definitions and variants that are much like the reference. */
function nearestTo(reference: string, names: readonly ExperimentName[]): readonly string[] {
  const known = new Set(names.flatMap(({ name, definition }) => [definition, nameStem(name)]));
  return nearestNames(nameStem(reference), [...known]);
}
