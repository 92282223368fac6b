import { expect, test } from "@jest/globals";
import { nearestNames } from "../../../src/domain/nearest-names.js";

test.each<[string, string[], string[]]>([
  ["nihgtly", ["nightly", "weekly", "hourly"], ["nightly"]],
  ["MAILS", ["mails"], ["mails"]],
  ["mail", ["male", "mails", "spam"], ["mails", "male"]],
  // One letter in place of another is another name, and so are two.
  ["x", ["a", "b", "xy"], ["xy"]],
  ["xy", ["ab", "ax"], []],
  ["of", ["off", "at"], ["off"]],
  ["", ["a"], []],
])("of %j, among %j: %j", (given, known, nearest) => {
  expect(nearestNames(given, known)).toEqual(nearest);
});
