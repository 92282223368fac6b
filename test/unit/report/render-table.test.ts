import { describe, expect, test } from "@jest/globals";
import { displayWidth } from "../../../src/formatting/display-width.js";
import { wrapText } from "../../../src/formatting/wrap-text.js";
import { renderTable } from "../../../src/report/render-table.js";

describe("a table on a terminal", () => {
  test("is aligned, without frames, and without spaces at the ends of its lines", () => {
    const table = {
      head: ["metric", "mean"],
      rows: [
        ["accuracy", "0.5000"],
        ["日本", "1.0000"],
      ],
    };
    expect(renderTable(table)).toBe(
      ["metric    mean", "────────  ──────", "accuracy  0.5000", "日本      1.0000"].join("\n"),
    );
  });

  test("goes on below, behind its keys, where it is wider than allowed", () => {
    const table = { head: ["name", "first", "second"], rows: [["a", "11111", "222222"]] };
    expect(renderTable(table, { width: 16 })).toBe(
      ["name  first", "────  ─────", "a     11111", "", "name  second", "────  ──────", "a     222222"].join(
        "\n",
      ),
    );
  });

  test("wraps long names instead of cutting them", () => {
    const table = { head: ["name", "n"], rows: [["abcdefghijklmnop rest", "7"]] };
    expect(renderTable(table, { width: 16 })).toBe(
      ["name           n", "─────────────  ─", "abcdefghijklm  7", "nop rest"].join("\n"),
    );
  });

  test("breaks names at their spaces before it breaks a word", () => {
    const table = {
      head: ["pair", "metric", "n"],
      rows: [["alpha − beta", "probability", "1234567890"]],
      keys: 2,
    };
    expect(renderTable(table, { width: 32 })).toBe(
      [
        ...["pair     metric       n", "───────  ───────────  ──────────"],
        ...["alpha −  probability  1234567890", "beta"],
      ].join("\n"),
    );
  });

  test("shows what a terminal would obey", () => {
    const table = { head: ["name"], rows: [["\u001b[31mred\u202e\nline"]] };
    expect(renderTable(table).split("\n").at(-1)).toBe("\\u001b[31mred\\u202e\\nline");
  });
});

test("the width of a line counts wide characters twice and marks not at all", () => {
  expect(["abc", "日本語", "e\u0301", "👍", "한국", "−±│●"].map(displayWidth)).toEqual([3, 6, 1, 2, 4, 4]);
});

test("a line is wrapped at its spaces, and within words only where they are too long", () => {
  expect(wrapText("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrapText("incomprehensible", 6)).toEqual(["incomp", "rehens", "ible"]);
  expect(wrapText("as  it is", 20)).toEqual(["as  it is"]);
});
