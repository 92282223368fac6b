import { foldCase } from "./fold-case.js";
import { normalizeText } from "./normalize-text.js";

/** Cyrillic and Greek letters in the shape of Latin ones, and those. */
const FOREIGN = "аеорсухіјѕԁһАВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν";
const LATIN = "aeopcyxijsdhABEKMHOPCTYXIJSABEZHIKMNOPTYXoav";
const LATIN_OF = new Map([...FOREIGN].map((letter, index) => [letter, LATIN[index] as string]));

interface Difference {
  readonly name: string;
  readonly note: string;
  fold(text: string): string;
}

/** Ways in which two texts differ that readers do not see, or do not mind, each with what takes it away. */
const DIFFERENCES: readonly Difference[] = [
  {
    name: 'Unicode form, width, kinds of space, quotes, line ends or invisible characters ("normalize: true")',
    note: "differs_in_writing",
    fold: normalizeText,
  },
  { name: 'upper and lower case ("caseSensitive: false")', note: "differs_in_case", fold: foldCase },
  {
    name: 'white space around the text ("trim: true", or a space less in the prompt)',
    note: "differs_in_white_space",
    fold: (text) => text.trim(),
  },
  {
    name: "runs of white space within the text",
    note: "differs_in_white_space",
    fold: (text) => text.replace(/(?<=\S)\s+(?=\S)/gu, " "),
  },
  {
    name: "letters of another script that look like these",
    note: "looks_alike",
    fold: (text) => text.replace(/[\u0370-\u0530]/g, (letter) => LATIN_OF.get(letter) ?? letter),
  },
  {
    name: "dashes, dots, ligatures or joiners that look like these",
    note: "looks_alike",
    fold: (text) =>
      text
        .normalize("NFKC")
        .replace(/\p{Pd}/gu, "-")
        .replace(/\p{Default_Ignorable_Code_Point}/gu, ""),
  },
];

/** Why two texts that look equal are not, with its kind for counting. */
export interface Lookalikes {
  readonly note: string;
  readonly comment: string;
}

/**
 * Describes the difference between two texts that look the same to a reader; null when they look different. Linear in
 * their lengths.
 */
export function describeLookalikes(output: string, expected: string): Lookalikes | null {
  const areSame = (by: readonly Difference[]): boolean => foldAll(output, by) === foldAll(expected, by);
  if (!areSame(DIFFERENCES)) return null;
  // As few as do it; of two that would do, the earlier.
  const needed = DIFFERENCES.reduceRight<readonly Difference[]>((kept, difference) => {
    const others = kept.filter((one) => one !== difference);
    return areSame(others) ? others : kept;
  }, DIFFERENCES);
  const at = firstDifference(output, expected);
  return {
    note: needed[0]?.note ?? "looks_alike",
    comment: `Output and expected output look the same and differ in ${needed.map(({ name }) => name).join(", and ")}; first at character ${at + 1}: ${codePointAt(output, at)} in the output, ${codePointAt(expected, at)} in the expected output.`,
  };
}

/** A text as readers see it: texts that look the same give the same result. */
export function foldLookalikes(text: string): string {
  return foldAll(text, DIFFERENCES);
}

function foldAll(text: string, by: readonly Difference[]): string {
  return by.reduce((folded, { fold }) => fold(folded), text);
}

function firstDifference(one: string, other: string): number {
  let index = 0;
  while (index < one.length && one.charCodeAt(index) === other.charCodeAt(index)) index += 1;
  return index;
}

function codePointAt(text: string, index: number): string {
  const codePoint = text.codePointAt(index);
  return codePoint === undefined ? "the end" : `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
}
