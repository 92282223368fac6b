/**
 * What a database cannot hold is written as the neighbour below it that it can hold, with one of these noncharacters
 * behind it, which ordinary text never has. Stored texts thereby sort as the texts do, by code point: item ids are read
 * in that order, and merged in it.
 */
const FIRST = "\uFDD0";
const SECOND = "\uFDD1";

// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0001 is what NUL becomes
const UNSTORABLE = /[\0\u0001\uD7FF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0001 is what NUL becomes
const STORED = /\u0001([\uFDD0\uFDD1])|\uD7FF(?:\uFDD0|\uFDD1(d[89a-f][0-9a-f]{2}))/g;

/**
 * The text as databases can hold it: NUL, which would end it there, and halves of surrogate pairs, which UTF-8 has no
 * bytes for, become U+0001 and U+D7FF with a mark, and these two get another. Other text is returned as it is.
 */
export function toStorableText(text: string): string {
  return text.replace(UNSTORABLE, (unit) => {
    if (unit === "\0") return `\u0001${FIRST}`;
    if (unit === "\u0001") return `\u0001${SECOND}`;
    return unit === "\uD7FF" ? `\uD7FF${FIRST}` : `\uD7FF${SECOND}${unit.charCodeAt(0).toString(16)}`;
  });
}

/** The text that was stored. */
export function fromStorableText(text: string): string {
  if (!text.includes("\u0001") && !text.includes("\uD7FF")) return text;
  return text.replace(STORED, (_, mark: string | undefined, unit: string | undefined) => {
    if (mark !== undefined) return mark === FIRST ? "\0" : "\u0001";
    return unit === undefined ? "\uD7FF" : String.fromCharCode(Number.parseInt(unit, 16));
  });
}
