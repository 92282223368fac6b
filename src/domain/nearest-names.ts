import { distance } from "fastest-levenshtein";

const SHOWN = 3;

/** The known names that a slip of the keyboard makes the given one of, the most alike first. */
export function nearestNames(given: string, known: readonly string[]): readonly string[] {
  const sought = given.toLowerCase();
  return (
    known
      .map((name) => ({ name, away: distance(sought, name.toLowerCase()) }))
      // Where all letters differ, nothing was mistyped, however short the two are.
      .filter(({ name, away }) => away < Math.max(sought.length, name.length))
      .filter(({ name, away }) => away <= Math.max(2, Math.floor(Math.min(sought.length, name.length) * 0.4)))
      .sort((one, other) => one.away - other.away)
      .slice(0, SHOWN)
      .map(({ name }) => name)
  );
}
