/**
 * What a terminal obeys instead of showing: control characters, marks that reorder text, odd line ends. And halves of
 * surrogate pairs, which would be written as U+FFFD.
 */
const OBEYED = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/gu;

/**
 * Text that a terminal can only show: escape sequences in it become visible (`\u001b[31m`). Line ends and tabs stay.
 *
 * Items, outputs and messages of user code are hostile. What comes out for JSON is the same JSON, since the visible
 * form is JSON's own escape.
 */
export function printableText(text: string): string {
  return text.replace(OBEYED, (character) =>
    character === "\n" || character === "\t" ? character : escaped(character),
  );
}

/** The same for text that must stay on one line, such as a cell of a table. */
export function printableLine(text: string): string {
  return text.replace(OBEYED, escaped);
}

function escaped(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
