import { expect, test } from "@jest/globals";
import type { JsonValue } from "../../../src/domain/json/json.js";
import { listedRetirement } from "../../../src/models/listed-retirement.js";

test.each<readonly [string, JsonValue, string | null]>([
  ["a date", { id: "gpt-4o", shutdown_date: "2027-01-14" }, "2027-01-14"],
  ["an instant", { id: "m", shutdown_date: "2027-01-14T00:00:00Z" }, "2027-01-14"],
  ["seconds since 1970", { id: "m", shutdown_date: 1_800_000_000 }, "2027-01-15"],
  ["milliseconds since 1970", { id: "m", shutdown_date: 1_800_000_000_000 }, "2027-01-15"],
  ["within its deprecation", { id: "m", deprecation: { shutdown_date: "2027-01-14" } }, "2027-01-14"],
  ["under another name", { id: "m", deprecation_date: "2027-02-01" }, "2027-02-01"],
  ["null", { id: "m", shutdown_date: null }, null],
  ["nothing", { id: "m" }, null],
  ["words", { id: "m", shutdown_date: "soon" }, null],
  ["no day of the calendar", { id: "m", shutdown_date: "2027-13-45" }, null],
  ["no object", "m", null],
])("a list of models that gives %s", (_case, entry, day) => {
  expect(listedRetirement(entry)).toBe(day);
});
