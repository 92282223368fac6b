import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { callLog } from "../support/call-log.js";
import { type Cli, createCli, type SpawnedCli } from "../support/cli.js";
import { rawRequest } from "../support/raw-request.js";

const healthScript = fileURLToPath(new URL("../../docker/worker-health.mjs", import.meta.url));
const gated = fileURLToPath(new URL("fixtures/gated/assay.config.ts", import.meta.url));

let home = "";
let cli: Cli;
let started: SpawnedCli[] = [];
const start = (...args: string[]): SpawnedCli => {
  const process = cli.spawn(...args);
  started.push(process);
  return process;
};
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-servers-"));
  cli = createCli(home, { TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS });
  started = [];
});
afterEach(async () => {
  // Whatever a failed test left behind; a process that has ended is not signalled.
  for (const { child } of started)
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  rmSync(home, { recursive: true, force: true });
});

test("assay server listens on loopback, says where as JSON, is well, and ends in order at SIGTERM", async () => {
  const server = start("server", "--json");
  const [, url] = await server.saw(/"url": "(http:\/\/127\.0\.0\.1:\d+)"/);
  const health = await fetch(`${url}/health`);
  expect([health.status, await health.json()]).toEqual([
    200,
    { status: "ok", store: "ok", temporal: "ok", worker: "none" },
  ]);
  const { code, stdout, stderr } = await server.end("SIGTERM");
  expect({ code, stderr }).toEqual({ code: 0, stderr: `Assay: ${url}\n` });
  expect(JSON.parse(stdout)).toEqual({ url });
});

test("assay server outside of loopback warns, makes a token, and answers to the hosts that were allowed", async () => {
  const server = start(
    "server",
    "--host",
    "0.0.0.0",
    "--allow-host",
    "assay.test",
    "--allow-host",
    "other.test",
  );
  const [, url = ""] = await server.saw(
    /warning: (http:\/\/0\.0\.0\.0:\d+) can be reached from other machines/,
  );
  const [, token = ""] = await server.saw(/Authorization: Bearer (\S{43})\n/);
  await server.saw(/Assay: http/);
  const port = Number(new URL(url).port);
  const ask = async (host: string, ...more: string[]): Promise<number> =>
    (await rawRequest({ address: "127.0.0.1", port }, ["GET / HTTP/1.1", `Host: ${host}`, ...more])).status;
  const bearer = `Authorization: Bearer ${token}`;
  const hosts = ["assay.test", "other.test", `localhost:${port}`, "rebound.example"];
  expect(await Promise.all(hosts.map((host) => ask(host)))).toEqual([401, 401, 401, 403]);
  expect(await Promise.all(hosts.map((host) => ask(host, bearer)))).toEqual([200, 200, 200, 403]);
  expect((await server.end("SIGTERM")).code).toBe(0);
});

test("the container's variables allow hosts and set the token, which is never printed", async () => {
  const token = "a-token-of-somebody";
  cli = createCli(home, { ASSAY_ALLOW_HOST: "assay.test, other.test", ASSAY_SERVER_TOKEN: token });
  const server = start("server");
  const [, port] = await server.saw(/Assay: http:\/\/127\.0\.0\.1:(\d+)/);
  const lines = ["GET / HTTP/1.1", "Host: other.test"];
  const place = { address: "127.0.0.1", port: Number(port) };
  expect((await rawRequest(place, lines)).status).toBe(401);
  expect((await rawRequest(place, [...lines, `Authorization: Bearer ${token}`])).status).toBe(200);
  const { stdout, stderr } = await server.end("SIGTERM");
  expect(stdout + stderr).not.toContain(token);
});

test.each([
  [["--host", ""], 'assay: Assay\'s server cannot listen on the host "" (it is empty).'],
  [["--allow-host", "https://assay.test"], 'assay: Received "https://assay.test" as a host that'],
])("assay server %j is refused, with what to give instead", async (args, message) => {
  const { code, stderr } = await cli.run("server", ...args);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
});

test("assay start serves everything, says where as JSON, and ends in order at SIGTERM", async () => {
  const all = start("start", "--json");
  const [, url] = await all.saw(/"assay": "(http:\/\/127\.0\.0\.1:\d+)"/);
  await all.saw(/serving; Ctrl-C ends it/);
  const look = async () => (await (await fetch(`${url}/health`)).json()) as { readonly worker: string };
  let health = await look();
  // Temporal knows of a worker once that has asked for work.
  while (health.worker === "none") health = await look();
  expect(health).toEqual({
    status: "ok",
    store: "ok",
    temporal: "ok",
    worker: "ok",
  });
  const { stdout: report } = await cli.run("doctor");
  expect(report).toContain("ok       worker: one is running\n");
  const { code, stdout } = await all.end("SIGTERM");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual({
    assay: url,
    temporal: process.env.ASSAY_TEST_TEMPORAL_ADDRESS,
    temporalUi: null,
  });
});

test("a worker told to stop finishes the calls it has, logs JSON, and the next one goes on without repeating any", async () => {
  const health = (): { readonly status: number | null; readonly stdout: string } =>
    spawnSync(process.execPath, [healthScript], {
      env: {
        ...process.env,
        ASSAY_HOME: home,
        TEMPORAL_ADDRESS: process.env.ASSAY_TEST_TEMPORAL_ADDRESS,
        NODE_OPTIONS: "",
      },
      encoding: "utf8",
    });
  expect(health()).toMatchObject({ status: 1, stdout: "last poll never\n" });
  const log = callLog(home);
  const first = start("worker", "--json", "--config", gated);
  await first.saw(/"msg":"worker started"/);
  let alive = health();
  while (alive.stdout === "last poll never\n") alive = health();
  expect(alive).toMatchObject({ status: 0, stdout: expect.stringMatching(/^last poll \d{4}-/) });
  const follower = start("run", "gated", "--name", "stopped", "--config", gated);
  await log.until("start", 4);
  first.child.kill("SIGTERM");
  await first.saw(/"msg":"worker stopping"/);
  log.openGate();
  const { code, stdout, stderr } = await first.end();
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ temporal: process.env.ASSAY_TEST_TEMPORAL_ADDRESS });
  const messages = stderr
    .trim()
    .split("\n")
    .map((line) => (JSON.parse(line) as { msg: string }).msg);
  expect(messages[0]).toBe("worker started");
  expect(messages.slice(-2)).toEqual(["worker stopping", "worker stopped"]);
  expect([...log.items("end")].sort()).toEqual([...log.items("start")].sort());
  const second = start("worker", "--config", gated);
  expect((await follower.end()).code).toBe(0);
  await second.end("SIGTERM");
  expect(new Set(log.items("start")).size).toBe(30);
  expect(log.items("start")).toHaveLength(30);
});
