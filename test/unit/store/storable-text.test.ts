import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { fromStorableText, toStorableText } from "../../../src/store/storable-text.js";

const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});

describe("text as databases can hold it", () => {
  test("comes back as it was, whatever characters it has", () => {
    fc.assert(fc.property(anyText, (text) => fromStorableText(toStorableText(text)) === text));
  });

  test("has no NUL and no half of a surrogate pair", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const stored = toStorableText(text);
        return !stored.includes("\0") && Buffer.from(stored, "utf8").toString("utf8") === stored;
      }),
    );
  });

  test.each([
    ["plain text, emoji included", "naïve 😀", "naïve 😀"],
    ["a NUL", "a\0b", "a\uFDD00000b"],
    ["half of a pair", "a\uD83D", "a\uFDD0d83d"],
    ["the other half", "\uDE00b", "\uFDD0de00b"],
    ["the mark itself", "\uFDD0", "\uFDD0fdd0"],
  ])("%s", (_, text, stored) => {
    expect(toStorableText(text)).toBe(stored);
  });
});
