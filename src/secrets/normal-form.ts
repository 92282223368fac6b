const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const PLUS = 0x2b;
const NAMED: Readonly<Record<string, number>> = { amp: 0x26, lt: 0x3c, gt: 0x3e, quot: 0x22, apos: 0x27 };

/** Escapes of one kind within another are undone this many times. */
const DEEPEST_ESCAPE = 4;

/**
 * A text without its escapes, for finding out quickly whether it could hold a secret in any writing: two writings of one
 * secret have the same normal form. Escapes of JSON, URLs and HTML are undone, then all but visible ASCII characters,
 * and backslashes and pluses, are left out, and the rest is in lower case. Linear in the text, whatever it is.
 */
export function normalForm(text: string): string {
  let form = undoEscapes(text);
  for (let level = 1; level < DEEPEST_ESCAPE && /%[\da-f]{2}|&[a-z\d#]{2,4};/.test(form); level += 1)
    form = undoEscapes(form);
  return form;
}

function undoEscapes(text: string): string {
  const kept = Buffer.allocUnsafe(text.length);
  let length = 0;
  let index = 0;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    let value = code;
    let next = index + 1;
    if (code === BACKSLASH) [value, next] = readBackslashes(text, next);
    else if (code === PERCENT) [value, next] = readPercent(text, next);
    else if (code === AMPERSAND) [value, next] = readEntity(text, next);
    if (isKept(value)) {
      kept[length] = value >= 0x41 && value <= 0x5a ? value + 0x20 : value;
      length += 1;
    }
    index = next;
  }
  return kept.toString("latin1", 0, length);
}

/** What a character stands for (0 for what is left out), and where the next begins. */
type Read = readonly [value: number, next: number];

function readBackslashes(text: string, from: number): Read {
  let at = from;
  while (text.charCodeAt(at) === BACKSLASH) at += 1;
  const letter = text[at] ?? "";
  if (letter === "u" || letter === "U") {
    const value = readHexadecimal(text, at + 1, 4);
    return value === null ? [0, at] : [value, at + 5];
  }
  return [0, "nrtbf".includes(letter) ? at + 1 : at];
}

/** `%41`, and what was encoded again: `%2541`. */
function readPercent(text: string, from: number): Read {
  let at = from;
  while (text.startsWith("25", at) && readHexadecimal(text, at + 2, 2) !== null) at += 2;
  const value = readHexadecimal(text, at, 2);
  return value === null ? [PERCENT, from] : [value, at + 2];
}

function readEntity(text: string, from: number): Read {
  const [whole, name = "", decimal, hexadecimal] =
    /^(?:([a-z]{2,4})|#(\d{2,3})|#x([\da-f]{2}));/i.exec(text.slice(from, from + 6)) ?? [];
  if (whole === undefined) return [AMPERSAND, from];
  const next = from + whole.length;
  if (decimal !== undefined) return [Number(decimal), next];
  if (hexadecimal !== undefined) return [Number.parseInt(hexadecimal, 16), next];
  const value = NAMED[name.toLowerCase()];
  return value === undefined ? [AMPERSAND, from] : [value, next];
}

function readHexadecimal(text: string, from: number, digits: number): number | null {
  let value = 0;
  for (let at = from; at < from + digits; at += 1) {
    const digit = digitOf(text.charCodeAt(at));
    if (digit < 0) return null;
    value = value * 16 + digit;
  }
  return value;
}

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function isKept(value: number): boolean {
  return value > 0x20 && value < 0x7f && value !== BACKSLASH && value !== PLUS;
}
