import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import getPort from "get-port";
import { answers } from "../../src/temporal/answers.js";
import { startEmbeddedServer } from "../../src/temporal/embedded-server.js";
import { isAlive, startOf } from "../../src/temporal/is-alive.js";
import { ownNamespace } from "../../src/temporal/own-namespace.js";
import { type RestartRequest, restartServer } from "../../src/temporal/restart-server.js";
import { serverFiles } from "../../src/temporal/server-files.js";
import { readServerRecord, ServerRecord, writeServerRecord } from "../../src/temporal/server-record.js";
import { readServerStatus } from "../../src/temporal/server-status.js";
import { stopProcess } from "../../src/temporal/stop-process.js";
import { suspendProcess } from "../support/suspend-process.js";

const AN_HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();
const binary = process.env.ASSAY_TEST_TEMPORAL_BINARY as string;

let home = "";
let record: ServerRecord;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "assay-restart-"));
  const { folder, database, log } = serverFiles(home);
  await mkdir(folder);
  // Of its own: while the server is down, another test's would take the next free one from 7233 on.
  const port = await getPort({ host: "127.0.0.1" });
  const { pid, address } = await startEmbeddedServer({ binary, port, databaseFile: database, logFile: log });
  record = ServerRecord.parse({ pid, startedAt: startOf(pid), address, since: AN_HOUR_AGO });
  await writeServerRecord(home, record);
});
afterEach(async () => {
  await stopProcess((await readServerRecord(home))?.pid as number, 0);
  rmSync(home, { recursive: true, force: true });
});

const request = (given: Partial<RestartRequest> = {}): RestartRequest => ({
  record,
  lost: record,
  reason: "ended by SIGKILL",
  home,
  finder: { environment: { TEMPORAL_CLI_PATH: binary }, report: () => undefined },
  ...given,
});
const answersNow = (): Promise<boolean> => answers(record.address, ownNamespace(serverFiles(home).database));

test("brings a killed server back on its ports and data, and writes down why and how long that took", async () => {
  await stopProcess(record.pid, 0);
  const outcome = await restartServer(request());
  expect(outcome).toMatchObject({
    isBack: true,
    how: expect.stringMatching(/^restarted in [\d.]+ m?s \(process \d+\)$/),
    status: { state: "running", address: record.address, restarts: 1, lastError: null },
  });
  expect(outcome.record.pid).not.toBe(record.pid);
  expect(await answersNow()).toBe(true);
  expect(await readServerStatus(home)).toEqual(outcome.status);
  expect(outcome.status.lastRestart).toMatchObject({ reason: "ended by SIGKILL" });
  // A second user that saw the same process end finds it done.
  expect(await restartServer(request({ record: outcome.record }))).toMatchObject({
    isBack: true,
    how: `another command of this project restarted it (process ${outcome.record.pid})`,
  });
});

test("ends a server that hangs, and starts it again; one that answers after all is left alone", async () => {
  expect(await restartServer(request({ reason: "did not answer for 20 s" }))).toMatchObject({
    isBack: true,
    how: "it answers again",
  });
  await suspendProcess(record.pid);
  const outcome = await restartServer(request({ reason: "did not answer for 20 s" }));
  expect(outcome).toMatchObject({ isBack: true, status: { restarts: 1 } });
  expect(isAlive(record.pid, record.startedAt)).toBe(false);
  expect(await answersNow()).toBe(true);
});

test("does not start an empty server where the data are gone, and says so until somebody has looked", async () => {
  await stopProcess(record.pid, 0);
  const { database } = serverFiles(home);
  renameSync(database, `${database}.away`);
  const gone = `ended by SIGKILL; it could not be started again: its data file ${database} is gone`;
  const outcome = await restartServer(request());
  expect(outcome).toMatchObject({
    isBack: false,
    nextAttemptMs: expect.any(Number),
    status: { state: "restarting", lastError: gone },
  });
  // Too early: nothing is tried.
  const early = await restartServer(request({ record: outcome.record, reason: "ended" }));
  expect(early).toMatchObject({ isBack: false, record: { attempts: 1 }, status: { lastError: gone } });
  // As after five attempts, the last of them a minute ago.
  const { failure } = outcome.record;
  const late = { ...outcome.record, attempts: 5, failure: { ...failure, triedAt: AN_HOUR_AGO } };
  const sixth = await restartServer(request({ record: ServerRecord.parse(late) }));
  expect(sixth).toMatchObject({ isBack: false, status: { state: "failed", since: failure?.at } });
  expect((sixth as { nextAttemptMs: number }).nextAttemptMs).toBeLessThanOrEqual(32_000);
  renameSync(`${database}.away`, database);
  const mended = { ...sixth.record, failure: { ...failure, triedAt: AN_HOUR_AGO } };
  expect(await restartServer(request({ record: ServerRecord.parse(mended) }))).toMatchObject({
    isBack: true,
    status: { state: "running", lastError: null },
  });
});

test("names the port that somebody else has taken meanwhile", async () => {
  await stopProcess(record.pid, 0);
  const stranger: Server = createServer();
  await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
  const { port } = stranger.address() as AddressInfo;
  try {
    const outcome = await restartServer(request({ record: { ...record, address: `127.0.0.1:${port}` } }));
    expect(outcome.status).toMatchObject({
      state: "restarting",
      lastError: expect.stringContaining(`Port ${port} for the Temporal server is in use`),
    });
  } finally {
    await new Promise((resolve) => stranger.close(resolve));
  }
});

test("a server that ended within a minute of its last start is started again only after a pause", async () => {
  await stopProcess(record.pid, 0);
  const young: ServerRecord = { ...record, since: new Date().toISOString(), attempts: 3 };
  const outcome = await restartServer(request({ record: young }));
  expect(outcome).toMatchObject({
    isBack: false,
    nextAttemptMs: expect.any(Number),
    status: {
      state: "restarting",
      lastError: "ended by SIGKILL; it has been restarted within the last minute already",
    },
  });
  const { nextAttemptMs } = outcome as { nextAttemptMs: number };
  expect(nextAttemptMs).toBeGreaterThan(0);
  expect(nextAttemptMs).toBeLessThanOrEqual(4_000);
});
