/**
 * Waits for every call to end before the first failure passes.
 *
 * `Promise.all` would give up at the first failure and leave the other calls in flight: the retry of the
 * activity would then ask, and pay, for them a second time.
 */
export async function awaitAll<Result>(calls: readonly Promise<Result>[]): Promise<readonly Result[]> {
  const settled = await Promise.allSettled(calls);
  return settled.map((outcome) => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });
}
