import { describe, expect, test } from "@jest/globals";
import { keywordF1 } from "../../../examples/python-pipeline/keyword-f1.js";
import { PASSAGES } from "../../../examples/python-pipeline/passages.js";

describe("keywordF1", () => {
  test.each([
    [["Air", "pollution"], ["air pollution"], 1],
    // One of one found, one of two expected: 2 * 1 / (1 + 2).
    [["pollution"], ["air pollution"], 2 / 3],
    [["storm waves run"], ["mangroves"], 0],
    [[], ["mangroves"], 0],
    [["mud", "mud bank"], ["mud"], 2 / 3],
  ])("of %j against %j", (found, expected, f1) => {
    expect(keywordF1(found, expected)).toBe(f1);
  });
});

describe("the passages of the Python example", () => {
  test("are 20, five of each topic, each with an id of its own", () => {
    expect(new Set(PASSAGES.map(({ id }) => id)).size).toBe(20);
    const topics = PASSAGES.map(({ topic }) => topic);
    for (const topic of ["nature", "technology", "history", "everyday"] as const)
      expect(topics.filter((other) => other === topic)).toHaveLength(5);
  });

  test("hold every word of their keywords, up to its plural", () => {
    const lost = PASSAGES.flatMap(({ id, text, keywords }) =>
      keywords
        .flatMap((keyword) => keyword.toLowerCase().split(" "))
        .filter((word) => !text.toLowerCase().includes(word.replace(/s$/, "")))
        .map((word) => `${id}: ${word}`),
    );
    expect(lost).toEqual([]);
  });
});
