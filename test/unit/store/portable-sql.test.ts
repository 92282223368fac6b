import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const folder = fileURLToPath(new URL("../../../src/store", import.meta.url));

/** The engine that is embedded, which may speak its own SQL. */
const ENGINE = new Set(["sqlite.ts", "sqlite-driver.ts", "immediate-dialect.ts", "open-to-read.ts"]);

/** What SQLite alone has, or reads otherwise than other engines do. */
const SQLITE_ALONE: readonly (readonly [RegExp, string])[] = [
  [/\bjson_\w+\(/, "look into JSON in TypeScript, or add a column"],
  [/\b(?:max|min)\([^()]*,/, "write case when … then … else … end"],
  [/\bifnull\(/, "write coalesce(…)"],
  [/\b(?:strftime|julianday|datetime|unixepoch|randomblob)\(/, "instants and ids come in from outside"],
  [/\binsert or \w+/, "write onConflict(…)"],
  [/\b(?:rowid|glob|pragma)\b/, "an engine's own, for its dialect"],
  [/"is(?: not)?", (?!null\b)/, 'write "is (not) distinct from", which compares null with a value'],
];

const sources = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith(".ts") && !ENGINE.has(file))
  .map((file) => ({ file, text: withoutComments(readFileSync(join(folder, file), "utf8")) }));

test("the stores and their migrations speak the SQL that engines share", () => {
  expect(sources.length).toBeGreaterThan(30);
  expect(sources.flatMap(({ file, text }) => foreignIn(text).map((found) => `${file}: ${found}`))).toEqual(
    [],
  );
});

test.each([
  ["sql`json_extract(body, '$.role')`", "json_extract("],
  ["sql`max(0, at_ms)`", "max(0,"],
  ['.where("schedule", "is", of.schedule)', '"is", '],
  ["sql`insert or ignore into meta`", "insert or ignore"],
])("%s is found", (planted, found) => {
  expect(foreignIn(planted)).toEqual([expect.stringContaining(found)]);
});

test("what all engines have is not", () => {
  const text =
    'e.fn.max("version"); query.where("valid_to", "is", null); sql`coalesce(latency_ms, 0)`; Math.max(1, 2)';
  expect(foreignIn(text)).toEqual([]);
});

function foreignIn(text: string): readonly string[] {
  return SQLITE_ALONE.flatMap(([pattern, instead]) => {
    const [found] = pattern.exec(text.replaceAll(/Math\.(?:max|min)\(/g, "")) ?? [];
    return found === undefined ? [] : [`${found} … (${instead})`];
  });
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}
