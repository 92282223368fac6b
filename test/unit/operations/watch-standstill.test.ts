import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { type StandstillWatch, watchStandstill } from "../../../src/operations/watch-standstill.js";

const clock = { ms: 0 };
let told: number[] = [];
let watch: StandstillWatch;
beforeEach(() => {
  jest.useFakeTimers();
  clock.ms = 0;
  told = [];
  watch = watchStandstill({ now: () => clock.ms, tell: (seconds) => told.push(seconds) });
});
afterEach(() => {
  watch.stop();
  jest.useRealTimers();
});

/** Time in which the process runs, and its timers with it. */
function run(seconds: number): void {
  for (let second = 0; second < seconds; second += 1) {
    clock.ms += 1_000;
    jest.advanceTimersByTime(1_000);
  }
}

test("a process that runs last ran now, and nothing is told", () => {
  run(60);
  expect(watch.lastRan()).toBe(60_000);
  clock.ms += 3_000;
  expect(watch.lastRan()).toBe(63_000);
  expect(told).toEqual([]);
});

test.each(["before the timer", "after the timer"])(
  "what wakes %s last ran before the standstill",
  (order) => {
    run(10);
    clock.ms += 25_000;
    if (order === "after the timer") jest.advanceTimersByTime(1_000);
    expect(watch.lastRan()).toBe(10_000);
    expect(told).toEqual([24]);
    run(1);
    expect(watch.lastRan()).toBe(10_000);
    run(1);
    expect(watch.lastRan()).toBe(37_000);
    expect(told).toEqual([24]);
  },
);
