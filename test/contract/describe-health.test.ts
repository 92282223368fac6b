import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { Client, Connection } from "@temporalio/client";
import type { Store } from "../../src/domain/store.js";
import { describeHealth, type HealthContext } from "../../src/operations/describe-health.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { experimentNamed } from "../support/store-contract/experiment-named.js";

let connection: Connection;
let folder = "";
let store: Store;
beforeAll(async () => {
  connection = await Connection.connect({ address: process.env.ASSAY_TEST_TEMPORAL_ADDRESS as string });
});
afterAll(() => connection.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-health-"));
  store = await openSqliteStore({ file: join(folder, "assay.db") });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const withTemporal: HealthContext["withTemporal"] = (work) => work(new Client({ connection }));

test("a worker that is missing is no trouble until an experiment waits for it", async () => {
  expect(await describeHealth({ store, withTemporal })).toEqual({
    status: "ok",
    store: { status: "ok", detail: "can be read and written" },
    temporal: { status: "ok", detail: "answers" },
    worker: {
      status: "none",
      detail: `none asks for work on assay-${store.storeId}; start one with: assay start`,
    },
  });
  await store.createExperiment({ ...experimentNamed("waiting"), status: "running" });
  expect(await describeHealth({ store, withTemporal })).toMatchObject({ status: "stalled" });
});

test("a server that does not run is no trouble either, until an experiment waits for it", async () => {
  const none = { store, withTemporal: async () => null };
  expect(await describeHealth(none)).toMatchObject({
    status: "ok",
    temporal: { status: "not_running", detail: "none runs; assay start and assay run start one" },
    worker: { status: "none" },
  });
  await store.createExperiment({ ...experimentNamed("waiting"), status: "running" });
  expect(await describeHealth(none)).toMatchObject({ status: "stalled" });
});

test("a server that does not answer is unavailable, with its reason", async () => {
  const gone = await Connection.connect({ address: process.env.ASSAY_TEST_TEMPORAL_ADDRESS as string });
  await gone.close();
  const health = await describeHealth({
    store,
    withTemporal: (work) => work(new Client({ connection: gone })),
  });
  expect(health).toMatchObject({
    status: "unavailable",
    store: { status: "ok" },
    temporal: { status: "unreachable", detail: expect.stringMatching(/./) },
    worker: { status: "unknown" },
  });
});

test("a store that is gone is unavailable, whatever else is well", async () => {
  rmSync(join(folder, "assay.db"));
  expect(await describeHealth({ store, withTemporal })).toMatchObject({
    status: "unavailable",
    store: { status: "gone", detail: expect.stringContaining("was deleted or moved while it was in use") },
    temporal: { status: "ok" },
  });
});

test("a server that answers and cannot work is unavailable, with what its watch knows", async () => {
  const health = await describeHealth({
    store,
    withTemporal,
    readServerStatus: async () => ({
      state: "obstructed",
      address: "127.0.0.1:7233",
      since: "2026-11-28T03:00:00.000Z",
      lastError: "its disk is full",
      restarts: 0,
      lastRestart: null,
    }),
  });
  expect(health).toMatchObject({
    status: "unavailable",
    temporal: { status: "obstructed", detail: "its disk is full, since 2026-11-28T03:00:00.000Z" },
  });
});
