import { getEventListeners } from "node:events";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { openDeadline } from "../../../src/activities/open-deadline.js";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test("leaves neither timer nor listener behind", () => {
  const { signal } = new AbortController();
  for (let n = 0; n < 100; n += 1) openDeadline(120_000, signal).close();
  expect(jest.getTimerCount()).toBe(0);
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});

test("aborts when the time is up, and says that it was the time", () => {
  const deadline = openDeadline(1_000);
  jest.advanceTimersByTime(999);
  expect(deadline.signal.aborted).toBe(false);
  jest.advanceTimersByTime(1);
  expect([deadline.isPast(), (deadline.signal.reason as Error).name]).toEqual([true, "TimeoutError"]);
});

test("aborts with the caller's reason, at once when that is aborted already", () => {
  const caller = new AbortController();
  const deadline = openDeadline(1_000, caller.signal);
  caller.abort("stop");
  jest.advanceTimersByTime(2_000);
  expect([deadline.signal.reason, deadline.isPast()]).toEqual(["stop", false]);
  const late = openDeadline(1_000, caller.signal);
  expect(late.signal.reason).toBe("stop");
  late.close();
});
