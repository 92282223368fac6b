import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { compareItemIds } from "../../../src/analysis/items/compare-item-ids.js";
import { fromStorableText, toStorableText } from "../../../src/store/storable-text.js";

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "\0",
      "\u0001",
      "\u0002",
      "\uD7FF",
      "\uD83D",
      "\uDE00",
      "\uE000",
      "\uFDD0",
      "\uFDD1",
      "d",
    ),
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  ),
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

  test("sorts as the texts do, by code point", () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const stored = Buffer.compare(
          Buffer.from(toStorableText(one), "utf8"),
          Buffer.from(toStorableText(other), "utf8"),
        );
        return Math.sign(compareItemIds(one, other)) === stored;
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ["plain text, emoji included", "naïve 😀", "naïve 😀"],
    ["a NUL", "a\0b", "a\u0001\uFDD0b"],
    ["half of a pair", "a\uD83D", "a\uD7FF\uFDD1d83d"],
    ["the other half", "\uDE00b", "\uD7FF\uFDD1de00b"],
    ["what stands for NUL itself", "\u0001", "\u0001\uFDD1"],
    ["what stands for halves itself", "\uD7FF", "\uD7FF\uFDD0"],
    ["a mark without what it is about", "\uFDD0", "\uFDD0"],
  ])("%s", (_, text, stored) => {
    expect(toStorableText(text)).toBe(stored);
  });
});
