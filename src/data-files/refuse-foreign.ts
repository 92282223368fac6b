import { FileContentInvalidError } from "./file-content-invalid-error.js";

const SPREADSHEET = "save the sheet as CSV";

/** How files begin that are no text that can be read, whatever they are called. */
const FOREIGN_STARTS: readonly { readonly start: string | readonly number[]; readonly problem: string }[] = [
  { start: "PK\x03\x04", problem: `it is an archive, as a spreadsheet (.xlsx, .ods) is one; ${SPREADSHEET}` },
  { start: [0xd0, 0xcf, 0x11, 0xe0], problem: `it is an old Office document (.xls); ${SPREADSHEET}` },
  { start: [0x1f, 0x8b], problem: "it is compressed by gzip; unpack it with gunzip" },
  { start: [0x28, 0xb5, 0x2f, 0xfd], problem: "it is compressed by Zstandard; unpack it with unzstd" },
  { start: "BZh", problem: "it is compressed by bzip2; unpack it with bunzip2" },
  { start: [0xfd, 0x37, 0x7a, 0x58, 0x5a], problem: "it is compressed by xz; unpack it with unxz" },
  { start: "PAR1", problem: "it is a Parquet file; convert it to JSONL or CSV" },
  { start: "ARROW1", problem: "it is an Arrow file; convert it to JSONL or CSV" },
  { start: "SQLite format 3", problem: "it is an SQLite database; export the table as CSV" },
  { start: "%PDF-", problem: "it is a PDF" },
  {
    start: "version https://git-lfs.github.com/",
    problem: "it is a pointer of Git LFS instead of the file; fetch the file with: git lfs pull",
  },
  {
    start: [0xff, 0xfe, 0, 0],
    problem: "it begins with the byte order mark of UTF-32, which is not read; save it as UTF-8",
  },
];

/** A page that was saved in place of the file: a sign-in, an error, or the view of it in a browser. */
const WEB_PAGE = /^\s*<(?:!doctype html|html)[\s>]/i;

/** Recognizes files that hold no items, and says what they are. @throws FileContentInvalidError. */
export function refuseForeign(bytes: Buffer): void {
  const found = FOREIGN_STARTS.find(({ start }) => {
    const expected = typeof start === "string" ? Buffer.from(start, "latin1") : Buffer.from(start);
    return bytes.subarray(0, expected.length).equals(expected);
  });
  if (found !== undefined) throw new FileContentInvalidError("", found.problem);
  if (
    WEB_PAGE.test(
      bytes
        .subarray(0, 200)
        .toString("latin1")
        .replace(/^\xef\xbb\xbf/, ""),
    )
  )
    throw new FileContentInvalidError("", "it is a web page (HTML); download the file itself");
}
