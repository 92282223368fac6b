import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Store } from "../../../src/domain/store.js";
import { type RunningServer, startServer } from "../../../src/server/start-server.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { describePortHolder } from "../../../src/temporal/port-holder.js";
import { experimentNamed } from "../../support/store-contract/experiment-named.js";

let folder = "";
let store: Store;
let server: RunningServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-server-"));
  store = await openSqliteStore({ file: join(folder, "assay.db") });
  server = await startServer(store);
});
afterEach(async () => {
  await server.stop();
  await store.close().catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
});

/** A request that names another host than it goes to: fetch would not. */
async function statusFor(host: string): Promise<number | undefined> {
  const asked = request(`${server.url}/health`, { headers: { host } }).end();
  const [response] = (await once(asked, "response")) as [{ statusCode?: number; resume(): void }];
  response.resume();
  return response.statusCode;
}

test("listens on loopback unless told otherwise", () => {
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test("says that it is well, and 503 with a word for it when the store is not", async () => {
  const well = await fetch(`${server.url}/health`);
  const none = { temporal: "not_running", worker: "none" };
  expect([well.status, await well.json()]).toEqual([200, { status: "ok", store: "ok", ...none }]);
  await server.stop();
  await store.close();
  server = await startServer(store);
  const ill = await fetch(`${server.url}/health`);
  expect([ill.status, await ill.json()]).toEqual([
    503,
    { status: "unavailable", store: "unusable", ...none },
  ]);
});

test("answers under loopback's names only, so that no web page can read the store by a name of its own", async () => {
  const { port } = new URL(server.url);
  expect(await statusFor(`localhost:${port}`)).toBe(200);
  expect(await statusFor(`127.0.0.1:${port}`)).toBe(200);
  expect(await statusFor(`rebound.example:${port}`)).toBe(403);
});

test("tells everybody that a store is gone, and nobody where it was or what it was asked", async () => {
  const told: unknown[] = [];
  await server.stop();
  server = await startServer(store, { onError: (error) => told.push(error) });
  rmSync(join(folder, "assay.db"));
  const ill = await fetch(`${server.url}/health`);
  expect([ill.status, await ill.json()]).toMatchObject([503, { status: "unavailable", store: "gone" }]);
  for (const path of ["/", "/experiments/x", "/api/experiments"]) {
    const failed = await fetch(`${server.url}${path}`);
    expect([failed.status, await failed.json()]).toEqual([
      500,
      { message: "this could not be answered; the server's log and assay doctor say why" },
    ]);
  }
  expect(told).toHaveLength(3);
  expect(String(told[0])).toContain(join(folder, "assay.db"));
});

test("lets nothing it sends be sniffed or run as a page, and sends no escape sequence", async () => {
  await store.createExperiment({ ...experimentNamed("one"), error: "evil\u001b[2J<script>" });
  const response = await fetch(`${server.url}/experiments/one`);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "text/plain;charset=UTF-8",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'",
  });
  expect(await response.text()).toContain("evil\\u001b[2J<script>");
});

test("an experiment or comparison it does not know is 404", async () => {
  const paths = ["/experiments/x", "/comparisons/x", "/api/experiments/x", "/api/comparisons/x"];
  const answers = await Promise.all(paths.map((path) => fetch(`${server.url}${path}`)));
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
});

test("a port in use is refused with its number, its holder and what to do", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  await expect(startServer(store, { port, describePortHolder })).rejects.toThrow(
    new RegExp(
      `^Port ${port} for Assay's server cannot be used \\(EADDRINUSE\\)\\. It is held by process ${process.pid} \\(.*\\)\\. Set ASSAY_PORT or --port to a free one\\.$`,
    ),
  );
  other.close();
});
