import { type ExperimentName, nameStem } from "../domain/experiment/experiment-name.js";
import { nearestNames } from "../domain/nearest-names.js";

/** Shorter beginnings of ids are beginnings of too much. */
const SHORTEST_ID = 4;

/** The name that a reference means; or several that it may mean; or none. */
export type ChosenName =
  | { readonly kind: "one"; readonly name: ExperimentName }
  | { readonly kind: "several"; readonly names: readonly ExperimentName[] }
  | { readonly kind: "none"; readonly nearest: readonly string[] };

/**
 * Which experiment or comparison a reference means that is no whole name: the latest of a definition, or the latest of
 * those whose name (or id) begins so. Beginnings that lead to different definitions, or to different variants, mean none.
 * Blanks around it do not count; case does where it leads to a name.
 *
 * Names come newest first.
 */
export function chooseName(names: readonly ExperimentName[], given: string): ChosenName {
  const reference = given.trim();
  const chosen = chooseFolded(names, reference, (text) => text);
  return chosen.kind === "none" ? chooseFolded(names, reference, (text) => text.toLowerCase()) : chosen;
}

function chooseFolded(
  names: readonly ExperimentName[],
  reference: string,
  fold: (text: string) => string,
): ChosenName {
  const sought = fold(reference);
  const isStart = ({ comparisonId }: ExperimentName): boolean => comparisonId === null;
  const latest = names.find((name) => fold(name.definition) === sought && isStart(name));
  if (latest !== undefined) return { kind: "one", name: latest };
  const matches = names.filter(
    ({ name, id }) =>
      fold(name).startsWith(sought) || (sought.length >= SHORTEST_ID && fold(id).startsWith(sought)),
  );
  const [first] = matches;
  if (first === undefined) return { kind: "none", nearest: nearestTo(reference, names) };
  const whole = matches.find(({ name }) => fold(nameStem(name)) === sought);
  if (whole !== undefined) return { kind: "one", name: whole };
  return chooseAmong(matches, first);
}

function chooseAmong(matches: readonly ExperimentName[], first: ExperimentName): ChosenName {
  const stems = new Set<string>();
  const newestOfEach = matches.filter(({ name }) => {
    const isNew = !stems.has(nameStem(name));
    stems.add(nameStem(name));
    return isNew;
  });
  if (newestOfEach.length === 1) return { kind: "one", name: first };
  const start = matches.find(({ comparisonId }) => comparisonId === null);
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
