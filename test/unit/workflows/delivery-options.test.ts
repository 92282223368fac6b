import { expect, test } from "@jest/globals";
import { msToNumber } from "@temporalio/common/lib/time.js";
import { DELIVERY_OPTIONS } from "../../../src/workflows/delivery-options.js";

/** Seconds after the first try at which a receiver that refuses at once is tried again. */
function listTries(): readonly number[] {
  const { retry, scheduleToCloseTimeout } = DELIVERY_OPTIONS;
  const seconds = (duration: string): number => msToNumber(duration as "1s") / 1_000;
  const tries: number[] = [];
  let at = 0;
  for (let pause = seconds(retry.initialInterval); ; pause *= retry.backoffCoefficient) {
    at += Math.min(pause, seconds(retry.maximumInterval));
    if (at > seconds(scheduleToCloseTimeout)) return tries;
    tries.push(at);
  }
}

test("a receiver that is away for a minute, for hours or for most of a day is tried again when it is back", () => {
  const tries = listTries();
  expect(tries.slice(0, 10)).toEqual([1, 3, 7, 15, 31, 63, 127, 255, 511, 811]);
  const next = (after: number): number | undefined => tries.find((at) => at > after);
  expect(next(60)).toBe(63);
  expect(next(3 * 3_600)).toBe(11_011);
  expect(tries).toHaveLength(295);
  expect(tries.at(-1)).toBe(86_311);
  // Nothing but time ends it.
  expect(DELIVERY_OPTIONS.retry).not.toHaveProperty("maximumAttempts");
});
