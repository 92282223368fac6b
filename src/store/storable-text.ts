/** Stands before what a database cannot hold; a noncharacter, which ordinary text never has. */
const MARK = "\uFDD0";

const UNSTORABLE = /[\0\uFDD0]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const MARKED = /\uFDD0([0-9a-f]{4})/g;

/**
 * The text as databases can hold it: NUL, which would end it there, and halves of surrogate pairs, which UTF-8 has no
 * bytes for, become a mark and four hexadecimal digits. Other text is returned as it is; equal texts stay equal.
 */
export function toStorableText(text: string): string {
  return text.replace(UNSTORABLE, (unit) => `${MARK}${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The text that was stored. */
export function fromStorableText(text: string): string {
  return text.includes(MARK)
    ? text.replace(MARKED, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    : text;
}
