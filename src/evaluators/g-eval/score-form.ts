import type { Scale } from "../../statistics/weighted-scale-score.js";

/** A plain score found in a text. */
export interface PlainScore {
  readonly value: number;
  /** Where its digits stand in the text, end exclusive. */
  readonly start: number;
  readonly end: number;
}

const NUMBER = /\d+(?:\.\d+)?/g;

/**
 * Reads a text that is a score and nothing else: `4`, ` 4.`, `**4**`, `Depth: 4`, `Score: 4/5`.
 *
 * A denominator must be the scale's maximum. Prose around a number is refused: nobody can tell which number in
 * it the judge meant. The value is not checked against the scale.
 */
export function readScoreForm(
  text: string,
  form: { readonly label: string; readonly scale: Scale },
): PlainScore | { readonly problem: string } {
  const label = form.label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  const plain = new RegExp(
    `^\\s*(?:(?:[-*•#>]+\\s*)?[*_]*(?:score|rating|${label})[\\s*_]*[:=][\\s*_]*)?[*_]*(\\d+(?:\\.\\d+)?)` +
      "(?:\\s*(?:/|of|out\\s+of)\\s*(\\d+(?:\\.\\d+)?))?[*_]*\\.?\\s*$",
    "diu",
  );
  const match = plain.exec(text);
  const [start, end] = match?.indices?.[1] ?? [];
  if (match === null || start === undefined || end === undefined) {
    const count = text.match(NUMBER)?.length ?? 0;
    const length = `an answer of ${text.trim().length} characters`;
    return { problem: count > 1 ? `several numbers in ${length}` : `no plain score in ${length}` };
  }
  const denominator = match[2];
  if (denominator !== undefined && Number(denominator) !== form.scale.maximum) {
    return { problem: `a score out of ${denominator} on a scale up to ${form.scale.maximum}` };
  }
  return { value: Number(match[1]), start, end };
}
