import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import type { ServerStatus } from "../../../src/temporal/server-status.js";
import { type RestartOutcome, type WatchedServer, watchServer } from "../../../src/temporal/server-watch.js";

const ADDRESS = "127.0.0.1:7233";
const status = (given: Partial<ServerStatus> = {}): ServerStatus => ({
  state: "running",
  address: ADDRESS,
  since: "2026-01-01T00:00:00.000Z",
  lastError: null,
  restarts: 1,
  lastRestart: null,
  ...given,
});

let said: string[] = [];
const warn = (line: string): void => void said.push(line);
/** Why it does not answer; null while it does. */
let silence: string | null = null;
const ping = async (): Promise<void> => {
  if (silence !== null) throw new Error(silence);
};

/** A process that ends when the test says so, with these outcomes of restarts in turn. */
function fakeProcess(outcomes: readonly (RestartOutcome | Error)[]) {
  const left = [...outcomes];
  const reasons: string[] = [];
  let end: string | null = null;
  let tell: () => void = () => undefined;
  let obstacle: string | null = null;
  const process: NonNullable<WatchedServer["process"]> = {
    ended: () => end,
    obstacle: async () => obstacle,
    onEnded: (listener) => {
      tell = listener;
    },
    restart: async (reason) => {
      reasons.push(reason);
      const outcome = left.shift();
      if (outcome === undefined) throw new Error("one restart too many");
      if (outcome instanceof Error) throw outcome;
      if (outcome.isBack) end = null;
      return outcome;
    },
  };
  return {
    process,
    reasons,
    obstruct: (what: string | null): void => {
      obstacle = what;
    },
    kill: (how: string): void => {
      end = how;
      tell();
    },
  };
}

beforeEach(() => {
  jest.useFakeTimers();
  said = [];
  silence = null;
});
afterEach(() => {
  jest.useRealTimers();
});

test("says once that a server of the user's own is lost and once that it is back, with the reason and how long", async () => {
  const watch = watchServer({ address: ADDRESS, ping }, warn);
  await jest.advanceTimersByTimeAsync(20_000);
  expect([said, watch.status().state]).toEqual([[], "running"]);
  silence = "connect ECONNREFUSED 127.0.0.1:7233";
  await jest.advanceTimersByTimeAsync(120_000);
  const lost = [
    "lost the connection to the Temporal server at 127.0.0.1:7233: connect ECONNREFUSED 127.0.0.1:7233. Runs wait until it is back.",
  ];
  expect(said).toEqual(lost);
  expect(watch.status()).toMatchObject({ state: "unreachable", lastError: silence });
  silence = null;
  await jest.advanceTimersByTimeAsync(60_000);
  expect(said).toEqual([
    ...lost,
    expect.stringMatching(
      /^the connection to the Temporal server at 127\.0\.0\.1:7233 is back after 1 min 5\d s$/,
    ),
  ]);
  expect(watch.status()).toMatchObject({ state: "running", lastError: null });
  await watch.stop();
});

test("one lost answer is no news", async () => {
  const watch = watchServer({ address: ADDRESS, ping }, warn);
  silence = "once";
  await jest.advanceTimersByTimeAsync(4_000);
  silence = null;
  await jest.advanceTimersByTimeAsync(60_000);
  expect(said).toEqual([]);
  await watch.stop();
});

test("has a server restarted as soon as its process ends, and says how it ended", async () => {
  const server = fakeProcess([
    { isBack: true, how: "restarted in 812 ms (process 4711)", status: status({ restarts: 3 }) },
  ]);
  const watch = watchServer({ address: ADDRESS, ping, process: server.process }, warn);
  await jest.advanceTimersByTimeAsync(300);
  server.kill("ended by SIGKILL");
  await jest.advanceTimersByTimeAsync(1);
  expect(said).toEqual([
    "the Temporal server at 127.0.0.1:7233 ended by SIGKILL; restarted in 812 ms (process 4711)",
  ]);
  expect(watch.status()).toMatchObject({ state: "running", restarts: 3 });
  await jest.advanceTimersByTimeAsync(60_000);
  expect(server.reasons).toEqual(["ended by SIGKILL"]);
  await watch.stop();
});

test("a restart that cannot be made is told once and tried again: the watch does not end with it", async () => {
  const locked = new Error("Another process holds the lock.");
  const server = fakeProcess([
    locked,
    locked,
    { isBack: true, how: "restarted in 812 ms", status: status() },
  ]);
  const watch = watchServer({ address: ADDRESS, ping, process: server.process }, warn);
  await jest.advanceTimersByTimeAsync(300);
  server.kill("ended by SIGKILL");
  await jest.advanceTimersByTimeAsync(20_000);
  expect(said).toEqual([
    "the Temporal server at 127.0.0.1:7233 ended by SIGKILL, and cannot be restarted: Another process holds the lock. Next attempt in 5 s.",
    expect.stringMatching(
      /^the Temporal server at 127\.0\.0\.1:7233 ended by SIGKILL; restarted in 812 ms, after 1\d(\.\d)? s without it$/,
    ),
  ]);
  await watch.stop();
});

test("has a server that lives and does not answer for twenty seconds restarted, and not before", async () => {
  const server = fakeProcess([{ isBack: true, how: "restarted in 812 ms (process 4711)", status: status() }]);
  const watch = watchServer({ address: ADDRESS, ping, process: server.process }, warn);
  silence = "it did not answer within 5 s";
  await jest.advanceTimersByTimeAsync(4_000 + 19_000);
  expect(server.reasons).toEqual([]);
  await jest.advanceTimersByTimeAsync(3_000);
  expect(server.reasons).toEqual(["did not answer for 20 s"]);
  expect(said).toEqual([
    expect.stringContaining("lost the connection"),
    "the Temporal server at 127.0.0.1:7233 did not answer for 20 s; restarted in 812 ms (process 4711), after 20 s without it",
  ]);
  await watch.stop();
});

test("keeps trying at the distances it is given, says each reason once, and tells those that wait when it has failed", async () => {
  const away = (state: "restarting" | "failed", nextAttemptMs: number): RestartOutcome => ({
    isBack: false,
    nextAttemptMs,
    status: status({ state, lastError: "exited with code 1; it could not be started again: disk full" }),
  });
  const server = fakeProcess([
    away("restarting", 1_000),
    away("restarting", 2_000),
    away("failed", 60_000),
    { isBack: true, how: "restarted in 1 s (process 4711)", status: status() },
  ]);
  const watch = watchServer({ address: ADDRESS, ping, process: server.process }, warn);
  let lost = "";
  watch.lost.catch((error: Error) => {
    lost = error.message;
  });
  server.kill("exited with code 1");
  await jest.advanceTimersByTimeAsync(2_999);
  expect([server.reasons.length, lost]).toEqual([2, ""]);
  await jest.advanceTimersByTimeAsync(1);
  expect(server.reasons.length).toBe(3);
  expect(watch.status().state).toBe("failed");
  expect(lost).toBe(
    "The embedded Temporal server at 127.0.0.1:7233 is gone: it exited with code 1; it could not be started again: disk full. Results so far are kept. Fix the cause, then continue with: assay start",
  );
  await jest.advanceTimersByTimeAsync(60_000);
  expect(said).toEqual([
    "the Temporal server at 127.0.0.1:7233 exited with code 1; it could not be started again: disk full. Runs wait until it is back; next attempt in 1 s.",
    "the Temporal server at 127.0.0.1:7233 exited with code 1; restarted in 1 s (process 4711), after 1 min 3 s without it",
  ]);
  await watch.stop();
});

test("asks nothing any more once it is stopped, also in the middle of a pause between attempts", async () => {
  const server = fakeProcess([
    { isBack: false, nextAttemptMs: 60_000, status: status({ state: "restarting" }) },
  ]);
  const watch = watchServer({ address: ADDRESS, ping, process: server.process }, warn);
  server.kill("exited with code 1");
  await jest.advanceTimersByTimeAsync(100);
  await watch.stop();
  await jest.advanceTimersByTimeAsync(120_000);
  expect(server.reasons).toHaveLength(1);
});

test("says once that a server that answers cannot work and once that it can again, and does not restart it", async () => {
  const server = fakeProcess([]);
  const watch = watchServer({ address: ADDRESS, ping, process: server.process }, warn);
  server.obstruct("its disk is full");
  await jest.advanceTimersByTimeAsync(120_000);
  expect(watch.status()).toMatchObject({ state: "obstructed", lastError: "its disk is full" });
  server.obstruct(null);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(said).toEqual([
    "the Temporal server at 127.0.0.1:7233 cannot work: its disk is full. Runs wait until it can work again.",
    expect.stringMatching(/^the Temporal server at 127\.0\.0\.1:7233 can work again after 1 min 5\d s|2 min/),
  ]);
  expect(watch.status()).toMatchObject({ state: "running", lastError: null });
  expect(server.reasons).toEqual([]);
  await watch.stop();
});
