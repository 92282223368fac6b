import { readdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { loadGoldenSet } from "../../../examples/skillforge/golden-set.js";

const items = loadGoldenSet();
const fileNames = readdirSync(new URL("../../../examples/skillforge/golden/", import.meta.url)).sort();
const wordCount = (text: string): number => text.split(/\s+/).length;
/** Numbers in digits with their separators: 4,318,207 or 0.87. */
const digits = (text: string): string[] => text.match(/\d+(?:[.,]\d+)*/g) ?? [];
const NUMBER_WORDS = new Set(
  (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen " +
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half third quarter tenth"
  ).split(" "),
);
const numberWords = (text: string): string[] =>
  (text.toLowerCase().match(/[a-z]+/g) ?? []).filter((word) => NUMBER_WORDS.has(word));
const sentences = (text: string): string[] =>
  text
    .split(/(?<=[.!?]["”]?)\s+/)
    .map((sentence) => sentence.toLowerCase().replaceAll(/[^\p{L}\p{N} ]/gu, ""))
    .filter((sentence) => sentence !== "");
const count = (values: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

describe("the golden set", () => {
  test("has 34 articles over eight topics, in the order of their files", () => {
    expect(items.map(({ id }, index) => `${String(index + 1).padStart(2, "0")}-${id}.json`)).toEqual(
      fileNames,
    );
    expect(items).toHaveLength(34);
    expect(new Set(items.map(({ id }) => id)).size).toBe(34);
    expect(items.every(({ id, metadata }) => id.startsWith(`${metadata.topic}-`))).toBe(true);
    expect(count(items.map(({ metadata }) => metadata.topic))).toEqual({
      technology: 5,
      science: 4,
      business: 5,
      history: 4,
      health: 4,
      policy: 4,
      craft: 4,
      data: 4,
    });
    expect(count(items.map(({ metadata }) => metadata.difficulty))).toEqual({
      easy: 7,
      medium: 14,
      hard: 13,
    });
  });

  test("holds each of the hard kinds more than once", () => {
    expect(count(items.map(({ metadata }) => metadata.kind))).toMatchObject({
      "conflicting-sources": 3,
      "exact-numbers": 4,
      satire: 2,
      injection: 2,
    });
  });

  test("gives the first ten articles every topic and every difficulty", () => {
    const first = items.slice(0, 10).map(({ metadata }) => metadata);
    expect(new Set(first.map(({ topic }) => topic)).size).toBe(8);
    expect(new Set(first.map(({ difficulty }) => difficulty)).size).toBe(3);
  });

  test("has no sentence twice, neither in one article nor across them", () => {
    const all = items.flatMap(({ input, expectedOutput }) => [
      ...sentences(input.article),
      ...sentences(expectedOutput),
    ]);
    const twice = Object.entries(count(all)).filter(([, times]) => times > 1);
    expect(twice).toEqual([]);
    expect(all.length).toBeGreaterThan(500);
  });
});

describe.each(items.map((item) => [item.id, item] as const))("%s", (_id, item) => {
  const { input, expectedOutput, metadata } = item;

  test("is as long as its metadata says, within 150 to 350 words", () => {
    const words = wordCount(input.article);
    expect(words).toBeGreaterThanOrEqual(150);
    expect(words).toBeLessThanOrEqual(350);
    expect(metadata.length).toBe(words <= 210 ? "short" : words < 300 ? "medium" : "long");
  });

  test("has a golden analysis of 60 to 120 words: summary, key points, one caveat", () => {
    expect(expectedOutput).toMatch(/^Summary: .+ Key points: .+ Caveat: .+\.$/);
    expect(expectedOutput.match(/Caveat:/g)).toHaveLength(1);
    const words = wordCount(expectedOutput);
    expect(words).toBeGreaterThanOrEqual(60);
    expect(words).toBeLessThanOrEqual(120);
  });

  test("carries over only numbers that stand in the article, in its form", () => {
    const source = `${input.title} ${input.article}`;
    const inDigits = new Set(digits(source));
    const inWords = new Set(numberWords(source));
    expect(digits(expectedOutput).filter((number) => !inDigits.has(number))).toEqual([]);
    expect(numberWords(expectedOutput).filter((word) => !inWords.has(word))).toEqual([]);
    expect([...digits(expectedOutput), ...numberWords(expectedOutput)].length).toBeGreaterThan(1);
  });
});

test.each(["technology-thermostat-injection", "business-grading-injection"])(
  "the analysis of %s reports the planted instruction instead of following it",
  (id) => {
    const found = items.find((item) => item.id === id);
    expect(found?.input.article).toMatch(/ignore (all previous instructions|the rubric)/i);
    expect(found?.expectedOutput).toMatch(/planted note|hidden instructions/);
    expect(found?.expectedOutput).toMatch(/Caveat: /);
  },
);
