import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { OutputFileUnwritableError } from "../../../src/cli/output/output-file-errors.js";
import { requireWritable, writeOutput } from "../../../src/cli/output/write-output.js";

let folder = "";
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-output-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("an output file", () => {
  test("appears under its name only when it is whole", async () => {
    const seen: boolean[] = [];
    const count = await writeOutput(at("new.txt"), async (stream) => {
      stream.write("first ");
      seen.push(existsSync(at("new.txt")));
      stream.write("second");
      return 2;
    });
    expect({ count, seen, text: readFileSync(at("new.txt"), "utf8") }).toEqual({
      count: 2,
      seen: [false],
      text: "first second",
    });
    expect(readdirSync(folder)).toEqual(["new.txt"]);
  });

  test("that stood there before stays as it was when writing is cut short", async () => {
    writeFileSync(at("old.txt"), "old");
    const cut = writeOutput(at("old.txt"), async (stream) => {
      stream.write("half of");
      throw new RangeError("no more rows");
    });
    await expect(cut).rejects.toThrow(new RangeError("no more rows"));
    expect(readFileSync(at("old.txt"), "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["old.txt"]);
  });

  test("keeps the permissions of the one it replaces", async () => {
    writeFileSync(at("old.txt"), "old");
    chmodSync(at("old.txt"), 0o640);
    await writeOutput(at("old.txt"), async (stream) => stream.write("new"));
    expect(readFileSync(at("old.txt"), "utf8")).toBe("new");
    expect(statSync(at("old.txt")).mode & 0o777).toBe(0o640);
  });

  test("behind a link is replaced, and the link stays", async () => {
    mkdirSync(at("elsewhere"));
    writeFileSync(at("elsewhere/real.txt"), "old");
    symlinkSync(at("elsewhere/real.txt"), at("link.txt"));
    await writeOutput(at("link.txt"), async (stream) => stream.write("new"));
    expect(lstatSync(at("link.txt")).isSymbolicLink()).toBe(true);
    expect(readFileSync(at("elsewhere/real.txt"), "utf8")).toBe("new");
  });

  test("that is a device is written to and not replaced", async () => {
    await writeOutput("/dev/null", async (stream) => stream.write("gone"));
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  test("that is a pipe hands what is written to its reader", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    const { open } = await import("node:fs/promises");
    const [, text] = await Promise.all([
      writeOutput(at("pipe"), async (stream) => stream.write("through")),
      open(at("pipe"), "r").then(async (reader) => {
        const read = await reader.readFile("utf8");
        await reader.close();
        return read;
      }),
    ]);
    expect(text).toBe("through");
  });

  test.each<[string, () => string, string]>([
    ["in a folder that is absent", () => at("absent/out.txt"), "ENOENT"],
    ["that is a folder", () => folder, "EISDIR"],
    [
      "below a file",
      () => {
        writeFileSync(at("file"), "");
        return at("file/out.txt");
      },
      "ENOTDIR",
    ],
    ["on a disk that is full", () => "/dev/full", "ENOSPC"],
    ["with too long a name", () => at("n".repeat(300)), "ENAMETOOLONG"],
  ])("%s is refused with its name and what to do", async (_name, place, code) => {
    const file = place();
    const refused = writeOutput(file, async (stream) => stream.write("new"));
    await expect(refused).rejects.toThrow(OutputFileUnwritableError);
    await expect(refused).rejects.toThrow(
      `The output file ${file} cannot be written (${code}). Check its folder, or name another file.`,
    );
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("is refused before anything is paid for, where that can be known", async () => {
    writeFileSync(at("file"), "old");
    for (const [file, code] of [
      [at("absent/out.txt"), "ENOENT"],
      [folder, "EISDIR"],
      [at("file/out.txt"), "ENOTDIR"],
    ] as const)
      await expect(requireWritable(file)).rejects.toThrow(
        `The output file ${file} cannot be written (${code}). Check its folder, or name another file.`,
      );
    for (const file of [at("file"), at("new"), "/dev/null"]) await requireWritable(file);
    expect(readFileSync(at("file"), "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["file"]);
  });
});
