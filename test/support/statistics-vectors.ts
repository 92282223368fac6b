import { readFileSync } from "node:fs";
import { afterAll, expect } from "@jest/globals";
import { UNASSERTED_VECTORS } from "./unasserted-vectors.js";
import { watchExpectedValues } from "./watch-expected-values.js";

const file = new URL("../unit/statistics/vectors.json", import.meta.url);
const sections = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;

/** One case of the reference values: what goes in and what a trusted library answered. */
export interface VectorCase<Input, Expected> {
  readonly name?: string;
  readonly input: Input;
  readonly expected: Expected;
  readonly tol?: number;
}

/** A section as it stands, for tests that use some of its values beside the one that asserts them all. */
export function readSection(name: string): unknown {
  const section = sections[name];
  if (section === undefined) throw new Error(`vectors.json has no section "${name}"`);
  return section;
}

/**
 * A section of test/unit/statistics/vectors.json, in the shape the caller knows it has.
 *
 * The calling test file fails when it left an expected value of the section unread, so that none can be forgotten;
 * what is not asserted on purpose stands in unasserted-vectors.ts.
 */
export function vectorSection<Section>(name: string): Section {
  const section = readSection(name);
  const { watched, listUnread } = watchExpectedValues(section, name);
  expect(listUnread()).not.toEqual([]);
  afterAll(() => expect(listUnread().filter((path) => !(path in UNASSERTED_VECTORS))).toEqual([]));
  return watched as Section;
}

/**
 * Asserts a number within a relative tolerance, and null where null is expected.
 *
 * An expected 0 is met within 1e-12: libraries report rounding noise or a clean zero alike.
 */
export function expectClose(
  actual: number | null | undefined,
  expected: number | null,
  tolerance = 1e-9,
): void {
  if (expected === null || actual === null || actual === undefined) {
    expect(actual).toBe(expected);
    return;
  }
  const allowed = Math.max(tolerance * Math.abs(expected), expected === 0 ? 1e-12 : 0);
  if (Math.abs(actual - expected) <= allowed) return;
  expect({ value: actual, tolerance }).toEqual({ value: expected, tolerance });
}

/** Asserts both ends of an interval against a pair [lower, upper]. */
export function expectInterval(
  actual: { readonly lower: number; readonly upper: number } | null,
  expected: readonly [number, number] | null,
  tolerance = 1e-9,
): void {
  if (actual === null || expected === null) {
    expect(actual).toBe(expected);
    return;
  }
  expectClose(actual.lower, expected[0], tolerance);
  expectClose(actual.upper, expected[1], tolerance);
}
