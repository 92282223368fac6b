import { distance } from "fastest-levenshtein";

const SHOWN_NEAREST = 3;

/** The names that a slip of the keyboard makes this one of, nearest first. */
export function nearestNames(sought: string, known: readonly string[]): readonly string[] {
  const folded = sought.toLowerCase();
  return known
    .map((name) => ({ name, away: distance(folded, name.toLowerCase()) }))
    .filter(({ name, away }) => away <= Math.max(2, Math.floor(Math.min(folded.length, name.length) * 0.4)))
    .sort((one, other) => one.away - other.away)
    .slice(0, SHOWN_NEAREST)
    .map(({ name }) => name);
}
