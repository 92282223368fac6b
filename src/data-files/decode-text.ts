import { FileContentInvalidError } from "./file-content-invalid-error.js";
import { refuseForeign } from "./refuse-foreign.js";

/** What stands at 0x80 to 0x9F; Node 20 and 22 read these as control characters (WHATWG Encoding, windows-1252). */
const WINDOWS_1252_HIGH =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

const WINDOWS_1252_NAMES: ReadonlySet<string> = new Set([
  ...["windows-1252", "cp1252", "ansi", "latin1", "latin-1", "iso-8859-1", "iso8859-1"],
]);

const BYTE_ORDER_MARKS = [
  { encoding: "utf-8", bytes: [0xef, 0xbb, 0xbf] },
  { encoding: "utf-16le", bytes: [0xff, 0xfe] },
  { encoding: "utf-16be", bytes: [0xfe, 0xff] },
] as const;

/**
 * The text of a file: in the encoding asked for, else in that of its byte order mark, else UTF-8. The mark itself is no
 * part of the text. Nothing is replaced: bytes that the encoding does not have are refused.
 *
 * @param asked a name of the WHATWG Encoding standard, such as `windows-1252` or `utf-16le`; null = found out.
 * @throws FileContentInvalidError with line and byte (counted from 0) of the first that does not fit.
 */
export function decodeText(bytes: Buffer, asked: string | null): string {
  const encoding = asked === null ? null : encodingNamed(asked);
  refuseForeign(bytes);
  const mark = BYTE_ORDER_MARKS.find(({ bytes: start }) => start.every((byte, at) => bytes[at] === byte));
  if (mark !== undefined && encoding !== null && !encoding.startsWith(mark.encoding.slice(0, 5)))
    throw new FileContentInvalidError(
      "",
      `it begins with the byte order mark of ${mark.encoding}, so it is not ${encoding}; leave --encoding out`,
    );
  const used = mark?.encoding ?? encoding ?? "utf-8";
  const content = bytes.subarray(mark?.bytes.length ?? 0);
  if (used === "windows-1252") return decodeWindows1252(content);
  if (used === "utf-8" && encoding === null && looksLikeUtf16(content))
    throw new FileContentInvalidError(
      "",
      "every other byte is zero, so it is probably UTF-16 without a byte order mark; import it with --encoding utf-16le (or utf-16be)",
    );
  try {
    return new TextDecoder(used, { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw undecodable(bytes, used, bytes.length - content.length);
  }
}

function encodingNamed(name: string): string {
  const lower = name.trim().toLowerCase();
  if (WINDOWS_1252_NAMES.has(lower)) return "windows-1252";
  try {
    return new TextDecoder(lower).encoding;
  } catch {
    throw new FileContentInvalidError(
      "",
      `the encoding "${name}" is not known; allowed are utf-8, utf-16le, utf-16be, windows-1252 and the other names of the WHATWG Encoding standard`,
    );
  }
}

function decodeWindows1252(bytes: Buffer): string {
  return bytes
    .toString("latin1")
    .replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252_HIGH[character.charCodeAt(0) - 0x80] as string);
}

/** Text with a NUL at every other byte; UTF-8 allows it, nobody means it. */
function looksLikeUtf16(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, 512);
  if (sample.length < 4) return false;
  const zeros = [0, 0];
  for (const [index, byte] of sample.entries())
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  return Math.max(...zeros) > sample.length * 0.35;
}

function undecodable(bytes: Buffer, encoding: string, start: number): FileContentInvalidError {
  const offset = firstInvalidByte(bytes, encoding, start);
  const line = bytes.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1;
  const byte = bytes[offset];
  const found =
    byte === undefined ? "it breaks off" : `0x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  const advice =
    encoding === "utf-8"
      ? "If it comes from Excel or an older Windows program, import it with --encoding windows-1252; else save it as UTF-8 or name what it is (shift_jis, gbk, …)"
      : "Name its encoding with --encoding";
  return new FileContentInvalidError(`line ${line}, byte ${offset}`, `not ${encoding} (${found}). ${advice}`);
}

/** By halving: what can still be continued decodes as a stream, what cannot does not. */
function firstInvalidByte(bytes: Buffer, encoding: string, start: number): number {
  const decodes = (end: number): boolean => {
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(start, end), { stream: true });
      return true;
    } catch {
      return false;
    }
  };
  let [good, bad] = [start, bytes.length + 1];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (middle <= bytes.length && decodes(middle)) good = middle;
    else bad = middle;
  }
  if (encoding !== "utf-8") return good;
  // The character may have begun up to three bytes earlier, with a byte that promised more to come.
  for (let back = 1; back <= 3; back += 1) {
    const lead = bytes[good - back] ?? 0;
    const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    if (length > back) return good - back;
    if (lead < 0x80) break;
  }
  return good;
}
