const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Scripts and symbols that terminals show two columns wide: East Asian wide and full-width characters, emoji. */
const WIDE =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}\u{1f680}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})/u;
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** The characters of a text as people see them, each with the columns it takes on a terminal. */
export function shownCharacters(text: string): { readonly character: string; readonly width: number }[] {
  return [...graphemes.segment(text)].map(({ segment }) => ({
    character: segment,
    width: INVISIBLE.test(segment) ? 0 : WIDE.test(segment) ? 2 : 1,
  }));
}

/** The columns that a line of text takes on a terminal. */
export function displayWidth(text: string): number {
  return shownCharacters(text).reduce((sum, { width }) => sum + width, 0);
}
