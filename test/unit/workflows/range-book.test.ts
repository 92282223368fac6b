import { describe, expect, test } from "@jest/globals";
import type { ExperimentSetup } from "../../../src/activities/activity-interface.js";
import type { RangeProgress } from "../../../src/workflows/contract.js";
import { createRangeBook, isSame } from "../../../src/workflows/range-book.js";
import { createControl, type RunControl } from "../../../src/workflows/run-control.js";

describe("the ranges of an experiment", () => {
  test("are whole pages, no more than a hundred, and hold every run once", () => {
    for (const [runCount, length, ranges] of [
      [251, 250, 2],
      [1_000, 250, 4],
      [25_000, 250, 100],
      [25_001, 500, 51],
      [1_000_000, 10_000, 100],
    ] as const) {
      const book = createRangeBook(planOf(runCount), controlOf(50));
      expect([book.length, book.firstRuns.length]).toEqual([length, ranges]);
      expect(book.firstRuns.at(-1)).toBe((ranges - 1) * length);
      expect((book.firstRuns.at(-1) as number) + length).toBeGreaterThanOrEqual(runCount);
    }
  });

  test("share the window from the first on, among those at work and those to come", () => {
    const book = createRangeBook(planOf(1_000), controlOf(50));
    // Twice as many runs as calls in flight, a quarter of them each.
    expect(book.settings().window).toBe(25);
    for (const from of book.firstRuns) book.begin(from);
    expect(book.settings().window).toBe(25);
    expect(book.isFull()).toBe(true);
    const two = createRangeBook(planOf(300), controlOf(50));
    expect(two.settings().window).toBe(50);
  });

  test("keep their shares while another takes the place of one that ends", () => {
    const book = createRangeBook(planOf(1_250), controlOf(50));
    for (const from of [0, 250, 500, 750]) book.begin(from);
    book.count(reported(0, { completed: 230, allStarted: true }));
    expect(book.settings().window).toBe(25);
    book.end(0);
    expect(book.isFull()).toBe(false);
    expect(book.settings().window).toBe(25);
    book.begin(1_000);
    expect(book.settings().window).toBe(25);
  });

  test("leave their share to those that have runs to start, who alone are told of it", () => {
    const book = createRangeBook(planOf(1_000), controlOf(50));
    for (const from of book.firstRuns) book.begin(from);
    const before = book.settings();
    book.count(reported(0, { completed: 230, allStarted: true }));
    book.count(reported(250, { completed: 230, allStarted: true }));
    expect(book.settings().window).toBe(50);
    expect(book.recipients(before)).toEqual([500, 750]);
  });

  test("are all told what concerns calls that are still to be made", () => {
    const control = controlOf(50);
    const book = createRangeBook(planOf(500), control);
    for (const from of book.firstRuns) book.begin(from);
    const before = book.settings();
    book.count(reported(0, { completed: 230, allStarted: true }));
    control.paused = true;
    expect(book.recipients(before)).toEqual([0, 250]);
    control.paused = false;
    control.stopReason = "budget";
    expect(book.recipients(before)).toEqual([0, 250]);
  });

  test("count into the experiment, and a reason to stop found in one is a reason for all", () => {
    const control = controlOf(50);
    const book = createRangeBook(planOf(500), control);
    for (const from of book.firstRuns) book.begin(from);
    const before = book.settings();
    book.count(reported(0, { completed: 50 }));
    book.count(reported(250, { completed: 49, failed: 1 }));
    book.count(reported(0, { completed: 98, failed: 2, stopReason: "budget" }));
    expect([control.completed, control.failed, control.stopReason]).toEqual([147, 3, "budget"]);
    expect(isSame(book.settings(), before)).toBe(false);
  });
});

function planOf(runCount: number): ExperimentSetup {
  return { runCount } as ExperimentSetup;
}

function controlOf(concurrency: number): RunControl {
  return { ...createControl(() => undefined), concurrency };
}

function reported(from: number, given: Partial<RangeProgress>): RangeProgress {
  return { from, completed: 0, failed: 0, allStarted: false, stopReason: null, ...given };
}
