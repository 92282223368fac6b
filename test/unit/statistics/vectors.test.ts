import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { UNASSERTED_VECTORS } from "../../support/unasserted-vectors.js";
import { watchExpectedValues } from "../../support/watch-expected-values.js";

const folder = new URL(".", import.meta.url);
const text = readFileSync(new URL("vectors.json", folder), "utf8");
const sections = Object.keys(JSON.parse(text) as object).filter((name) => name !== "_meta");

describe("the reference values", () => {
  test("are the ones that were generated, byte for byte", () => {
    const [line, digest] = /^ {2}"sha256_without_this_line": "([0-9a-f]{64})",\n/m.exec(text) ?? [];
    const generated = text.replace(line as string, "");
    expect(createHash("sha256").update(generated).digest("hex")).toBe(digest);
  });
  test("have every section opened by one test file, which fails when it leaves an expected value unread", () => {
    const opened = readdirSync(folder)
      .filter((file) => file.endsWith(".test.ts"))
      .flatMap((file) => {
        const source = readFileSync(new URL(file, folder), "utf8");
        return source.includes("vectorSection")
          ? [...source.matchAll(/>\(\s*"([a-z_]+)",?\s*\)/g)].map(([, name]) => name as string)
          : [];
      });
    expect(sections.length).toBeGreaterThan(19);
    expect(opened.sort()).toEqual([...sections].sort());
  });
  test("are left unasserted only where the file has such a value", () => {
    const { listUnread } = watchExpectedValues(JSON.parse(text), "");
    const known = listUnread().map((path) => path.slice(1));
    for (const path of Object.keys(UNASSERTED_VECTORS)) expect(known).toContain(path);
  });
});

describe("watching", () => {
  const section = [{ input: 1, expected: { mean: 2, interval: [3, 4], note: "prose" } }];
  test("names each expected value that nobody read, and no input or note", () => {
    expect(watchExpectedValues(section, "s").listUnread()).toEqual([
      "s[].expected.mean",
      "s[].expected.interval[]",
    ]);
  });
  test("takes a value off the list when it is read, and keeps its siblings", () => {
    const { watched, listUnread } = watchExpectedValues(section, "s");
    const [first] = watched as typeof section;
    expect(first?.expected.interval).toEqual([3, 4]);
    expect(listUnread()).toEqual(["s[].expected.mean"]);
  });
});
