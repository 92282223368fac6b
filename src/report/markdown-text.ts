import { printableLine } from "../formatting/printable-text.js";

/** Shown as nothing, and still between two characters: what GitHub reads as a name, number or address ends here. */
const BREAK = "\u200b";

/** What could be the name of a commit: 7 hexadecimal digits or more, letters and digits both. */
const COMMIT = /(?<![a-z0-9])(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{7,}(?![a-z0-9])/gi;

/**
 * Text of others inside Markdown, on one line: shown as it is, and nothing in it acts.
 *
 * Markdown's own marks are escaped. What GitHub makes of plain text afterwards (mentions, issues, commits, links, emoji,
 * formulas) knows no escape, and is broken up by a character without width.
 */
export function markdownText(text: string): string {
  return printableLine(text)
    .replace(/[\\`*[\]~|]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/_+/g, escapeUnderscores)
    .replace(/^(?:[-+](?=\s|$)|[-=]+$|#|\d+(?=[.)](?:\s|$)))/, escapeFirst)
    .replaceAll("$", "<span>$</span>")
    .replace(/@(?=[\p{L}\p{N}_])/gu, `@${BREAK}`)
    .replace(/#(?=\d)/g, `#${BREAK}`)
    .replace(/(GH-)(?=\d)/gi, `$1${BREAK}`)
    .replace(/:(?=\/\/|[a-z_+-][\w+-]*:|100:|1234:)/gi, `:${BREAK}`)
    .replace(/(www)\./gi, `$1${BREAK}.`)
    .replace(COMMIT, (name) => name.replace(/.{6}(?=.)/g, `$&${BREAK}`))
    .replaceAll(BREAK, "&#8203;");
}

/** Between letters underscores are part of a name, as in `exact_match`; elsewhere they would stress what they enclose. */
function escapeUnderscores(marks: string, at: number, text: string): string {
  const isLetter = (character: string | undefined): boolean => /^[\p{L}\p{N}]$/u.test(character ?? "");
  if (isLetter(text[at - 1]) && isLetter(text[at + marks.length])) return marks;
  return marks.replaceAll("_", "\\_");
}

/** What would begin a list, a heading or a rule. */
function escapeFirst(mark: string): string {
  return /^\d/.test(mark) ? `${mark}${BREAK}` : `\\${mark}`;
}
