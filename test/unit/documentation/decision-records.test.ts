import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";

const folder = new URL("../../../docs/adr/", import.meta.url);
const files = readdirSync(folder).sort();

/** `# 0001: Title`, the day, then what was decided, because of what, and what it costs. */
const FORM =
  /^# (?<number>\d{4}): \S.*\n\n\*\*Date\.\*\* (?<date>\d{4}-\d{2}-\d{2})\n\n\*\*Decided\.\*\* [\s\S]+?\n\n\*\*Because\*\* [\s\S]+?\n\n\*\*It costs\*\*[ ,][\s\S]+\n$/;

test("there are decision records", () => expect(files.length).toBeGreaterThan(10));

test.each(files)("docs/adr/%s has the form of all decision records", (file) => {
  const { number, date = "" } =
    FORM.exec(readFileSync(new URL(file, folder), "utf8"))?.groups ??
    ({} as Record<string, string | undefined>);
  expect({ file, number }).toEqual({ file, number: file.slice(0, 4) });
  expect(new Date(date).toISOString().slice(0, 10)).toBe(date);
});

test("each number is given once", () => {
  const numbers = files.map((file) => file.slice(0, 4));
  expect(new Set(numbers).size).toBe(numbers.length);
});
