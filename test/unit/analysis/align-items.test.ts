import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { alignItems } from "../../../src/analysis/items/align-items.js";
import { checkedItems } from "../../../src/analysis/items/checked-items.js";
import { compareItemIds } from "../../../src/analysis/items/compare-item-ids.js";
import {
  ItemOrderInvalidError,
  StoredValueInvalidError,
} from "../../../src/domain/comparison/comparison-errors.js";
import type { ItemMean } from "../../../src/domain/score/score-store.js";

async function* means(items: readonly (readonly [string, number])[]): AsyncGenerator<ItemMean> {
  for (const [itemId, mean] of items) yield { itemId, mean, variance: null, values: 1 };
}

async function aligned(
  baseline: readonly (readonly [string, number])[],
  candidate: readonly (readonly [string, number])[],
): Promise<[string, number | null, number | null][]> {
  const found: [string, number | null, number | null][] = [];
  const streams = { baseline: means(baseline), candidate: means(candidate), metadata: null };
  for await (const item of alignItems(streams))
    found.push([item.itemId, item.baseline?.mean ?? null, item.candidate?.mean ?? null]);
  return found;
}

async function read(items: readonly (readonly [string, number])[]): Promise<void> {
  const place = { experiment: "exp-a", metric: "quality" };
  for await (const _ of checkedItems(means(items), place));
}

describe("items are aligned", () => {
  test("by id, with null where a side has no value", async () => {
    expect(
      await aligned(
        [
          ["a", 1],
          ["c", 3],
          ["d", 4],
        ],
        [
          ["b", 20],
          ["c", 30],
        ],
      ),
    ).toEqual([
      ["a", 1, null],
      ["b", null, 20],
      ["c", 3, 30],
      ["d", 4, null],
    ]);
  });

  test("in the store's order of code points: U+FF5E comes before an emoji, though its UTF-16 unit is larger", async () => {
    const [tilde, emoji] = ["\uff5e", "\u{1f600}"];
    expect(tilde < emoji).toBe(false);
    expect(
      await aligned(
        [
          [tilde, 1],
          [emoji, 2],
        ],
        [
          [tilde, 3],
          [emoji, 4],
        ],
      ),
    ).toEqual([
      [tilde, 1, 3],
      [emoji, 2, 4],
    ]);
  });

  test("and ids compare as their UTF-8 bytes do", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(Math.sign(compareItemIds(left, right))).toBe(
          Buffer.compare(Buffer.from(left), Buffer.from(right)),
        );
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});

describe("values are checked before any statistic is made of them", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "%p is refused",
    async (value) => {
      await expect(
        read([
          ["a", 1],
          ["b", value],
        ]),
      ).rejects.toThrow(
        new StoredValueInvalidError({ experiment: "exp-a", metric: "quality", itemId: "b", value }),
      );
    },
  );

  test("the message names experiment, metric, item and what to do", () => {
    const { message } = new StoredValueInvalidError({
      experiment: "exp-a",
      metric: "quality",
      itemId: "b",
      value: Number.POSITIVE_INFINITY,
    });
    expect(message).toBe(
      'Experiment "exp-a", metric quality, item "b": the store holds Infinity, allowed are finite numbers. ' +
        "Score the item again, or leave the value out: missing is not a number.",
    );
  });

  test("an item that comes twice is refused", async () => {
    await expect(
      read([
        ["a", 1],
        ["a", 2],
      ]),
    ).rejects.toThrow(
      'The items of exp-a hold "a" twice. Each item is one observation; its repetitions are averaged before.',
    );
  });

  test("an item out of order is refused", async () => {
    await expect(
      read([
        ["b", 1],
        ["a", 2],
      ]),
    ).rejects.toThrow(new ItemOrderInvalidError("exp-a", { previous: "b", itemId: "a" }));
  });
});
