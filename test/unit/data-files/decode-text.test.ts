import { describe, expect, test } from "@jest/globals";
import { decodeText } from "../../../src/data-files/decode-text.js";

const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

describe("a file's text", () => {
  test.each([
    ["UTF-8", bytes("naïve 👋"), null, "naïve 👋"],
    ["UTF-8 with byte order mark", bytes([0xef, 0xbb, 0xbf], "a\uFEFFb"), null, "a\uFEFFb"],
    ["UTF-16 little endian with byte order mark", Buffer.from("\uFEFFhé👋", "utf16le"), null, "hé👋"],
    ["UTF-16 big endian with byte order mark", Buffer.from("\uFEFFhé", "utf16le").swap16(), null, "hé"],
    ["UTF-16 without byte order mark, when asked", Buffer.from("hé", "utf16le"), "UTF-16LE", "hé"],
    ["Windows-1252, its own characters too", bytes([0x93, 0xc9, 0x94, 0x80, 0x9f]), "windows-1252", "“É”€Ÿ"],
    ["Windows-1252 by another name", bytes([0xe9, 0x85]), "latin1", "é…"],
    ["Shift JIS", bytes([0x93, 0xfa, 0x96, 0x7b]), "shift_jis", "日本"],
    ["nothing", Buffer.alloc(0), null, ""],
  ])("%s", (_name, content, asked, text) => {
    expect(decodeText(content, asked)).toBe(text);
  });
});

describe("bytes that the encoding does not have are refused with line and byte", () => {
  const advice =
    "If it comes from Excel or an older Windows program, import it with --encoding windows-1252; else save it as UTF-8";
  test.each([
    [
      "Windows-1252 taken for UTF-8",
      bytes("a\nb", [0xe9], " c"),
      null,
      `line 2, byte 3: not utf-8 (0xE9). ${advice}`,
    ],
    [
      "a character that breaks off at the end",
      bytes("ab", [0xe2, 0x82]),
      null,
      `line 1, byte 2: not utf-8 (0xE2). ${advice}`,
    ],
    [
      "half of a surrogate pair in UTF-8",
      bytes("é", [0xed, 0xa0, 0x80]),
      null,
      `line 1, byte 2: not utf-8 (0xED). ${advice}`,
    ],
    [
      "bytes counted with the byte order mark",
      bytes([0xef, 0xbb, 0xbf], "a", [0xff]),
      null,
      `line 1, byte 4: not utf-8 (0xFF). ${advice}`,
    ],
    ["half of a UTF-16 unit", bytes([0xff, 0xfe, 0x61, 0x00, 0x62]), null, /^line 1, byte \d: not utf-16le/],
    ["gzip", Buffer.from([0x1f, 0x8b, 8, 0]), null, "it is compressed by gzip; unpack it with gunzip"],
    ["Parquet", Buffer.from("PAR1abc"), null, "it is a Parquet file; convert it to JSONL or CSV"],
    [
      "UTF-32",
      Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]),
      null,
      "it begins with the byte order mark of UTF-32, which is not read; save it as UTF-8",
    ],
    [
      "UTF-16 without byte order mark",
      Buffer.from("input,b", "utf16le"),
      null,
      /every other byte is zero, so it is probably UTF-16/,
    ],
    [
      "another encoding than the mark says",
      bytes([0xef, 0xbb, 0xbf], "a"),
      "windows-1252",
      "it begins with the byte order mark of utf-8, so it is not windows-1252; leave --encoding out",
    ],
    [
      "an encoding nobody knows",
      bytes("a"),
      "klingon",
      /the encoding "klingon" is not known; allowed are utf-8/,
    ],
  ])("%s", (_name, content, asked, message) => {
    expect(() => decodeText(content, asked)).toThrow(message);
  });
});
