const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;
/** Forms of East Asian type: full-width letters and digits, half-width katakana and hangul. */
const WIDTH_FORMS = /[\uff01-\uffee]+/g;
/** No-break, thin and ideographic spaces and their kin. */
const SPACES = /\p{Zs}/gu;
const SINGLE_QUOTES = /[\u2018-\u201b\u2039\u203a]/g;
const DOUBLE_QUOTES = /[\u201c-\u201f\u00ab\u00bb]/g;
/** Hyphen, no-break hyphen and minus sign; dashes are other characters, and look so. */
const HYPHENS = /[\u2010\u2011\u2212]/g;
/** Soft hyphen, zero-width space, word joiner, byte order mark and marks of direction. Joiners stay: emoji and Persian need them. */
const WITHOUT_WIDTH = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/**
 * The one rule by which text evaluators treat two spellings of a text as equal: Unicode form (NFC), width, kinds of
 * space, typographic quotes and hyphens, ends of lines, and characters that nobody sees.
 *
 * Not NFKC, for which 10² is 102. Applied again it changes nothing.
 */
export function normalizeText(text: string): string {
  return (
    text
      .replace(WIDTH_FORMS, (forms) => forms.normalize("NFKC"))
      .replace(WITHOUT_WIDTH, "")
      .replace(LINE_ENDS, "\n")
      .replace(SPACES, " ")
      .replace(SINGLE_QUOTES, "'")
      .replace(DOUBLE_QUOTES, '"')
      .replace(HYPHENS, "-")
      // Last: what stood between a letter and its accent may be gone.
      .normalize("NFC")
  );
}
