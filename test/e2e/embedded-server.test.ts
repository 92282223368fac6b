import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type IncomingMessage, type RequestOptions, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { isAlive } from "../../src/temporal/is-alive.js";
import { readServerRecord, type ServerRecord } from "../../src/temporal/server-record.js";
import { stopProcess } from "../../src/temporal/stop-process.js";
import { findUiUrl } from "../../src/temporal/ui-registration.js";
import { type Cli, createCli, type SpawnedCli } from "../support/cli.js";

/** Nothing listens there: what goes through it fails. */
const DEAD = "http://127.0.0.1:1";
const PROXIES = Object.fromEntries(
  ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "grpc_proxy"].map(
    (name) => [name, DEAD],
  ),
);

let home = "";
let cli: Cli;
let spawned: SpawnedCli[] = [];
let record: ServerRecord | null = null;
const serve = async (): Promise<SpawnedCli> => {
  const served = cli.spawn("start");
  spawned.push(served);
  await served.saw(/serving; Ctrl-C ends it/);
  record = await readServerRecord(home);
  return served;
};
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "assay-embedded-"));
  cli = createCli(home, { ...PROXIES, OPENAI_API_KEY: "sk-not-for-servers" });
  spawned = [];
  record = null;
});
afterEach(async () => {
  for (const { child, ended } of spawned) {
    child.kill("SIGKILL");
    await ended;
  }
  for (const left of [record, await readServerRecord(home)])
    if (left !== null && isAlive(left.pid, left.startedAt)) await stopProcess(left.pid);
  rmSync(home, { recursive: true, force: true });
});

/** What a server answers, with any headers; `null` when it does not speak HTTP. */
async function ask(
  url: string,
  { method = "GET", headers = {} }: RequestOptions = {},
): Promise<{ readonly status: number | undefined; readonly body: string } | null> {
  const asked = request(url, { method, headers });
  asked.end(method === "POST" ? "{}" : undefined);
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      asked.once("response", resolve).once("error", reject);
    });
    let body = "";
    for await (const chunk of answer) body += chunk;
    return { status: answer.statusCode, body };
  } catch {
    return null;
  }
}

function argumentOf(pid: number, name: string): string {
  const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  return words[words.indexOf(name) + 1] as string;
}

test("no page can read or change what the embedded server holds, it has no key, and no proxy stands before it", async () => {
  const served = await serve();
  // Through the dead proxies, were there any before loopback.
  expect(await cli.run("run", "counting", "--limit", "3", "--name", "visible")).toMatchObject({ code: 0 });
  const { pid, address, hiddenUi } = record as ServerRecord;
  const ui = findUiUrl(home) as string;
  const workflows = "/api/v1/namespaces/default/workflows";

  const own = await ask(`${ui}${workflows}`);
  expect([own?.status, own?.body]).toEqual([200, expect.stringContaining("visible")]);
  expect((await ask(`${ui}/`))?.body).toContain("<!doctype html>");
  expect(await ask(`${ui}${workflows}`, { headers: { host: "rebound.example" } })).toMatchObject({
    status: 403,
    body: expect.not.stringContaining("visible"),
  });
  const foreign = { origin: "http://page.example" };
  expect(await ask(`${ui}${workflows}/x/terminate`, { method: "POST", headers: foreign })).toEqual({
    status: 403,
    body: '{"message":"a page of another origin cannot POST here"}',
  });

  // The UI itself is at an address of this machine that no page can guess, and not where one would look.
  const hidden = new URL(hiddenUi as string);
  expect(hidden.hostname).toMatch(/^127\.\d+\.\d+\.\d+$/);
  expect(hidden.hostname).not.toBe("127.0.0.1");
  expect(await ask(`http://127.0.0.1:${hidden.port}${workflows}`)).toBeNull();

  const http = `http://127.0.0.1:${argumentOf(pid, "--http-port")}`;
  for (const host of [undefined, "rebound.example", "localhost"]) {
    const headers = { ...foreign, ...(host === undefined ? {} : { host }) };
    expect(await ask(`${http}${workflows}`, { headers })).toMatchObject({ status: 403 });
    expect(await ask(`${http}${workflows}/x`, { method: "POST", headers })).toMatchObject({ status: 403 });
  }
  expect(await ask(`http://${address}${workflows}`)).toBeNull();

  const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
  expect(environment).toContain("PATH=");
  expect(environment).not.toMatch(/sk-not-for-servers|PROXY|proxy|OPENAI/);
  const guardian = (await readServerRecord(home))?.guardian?.pid as number;
  expect(readFileSync(`/proc/${guardian}/environ`, "utf8")).not.toContain("sk-not-for-servers");

  expect((await served.end("SIGTERM")).code).toBe(0);
  expect([isAlive(pid), findUiUrl(home)]).toEqual([false, null]);
});

test("a server whose last user was killed is ended by its guardian; without one the next command says so, uses it and ends it", async () => {
  const first = await serve();
  const orphan = record as ServerRecord;
  const guardian = (await readServerRecord(home))?.guardian?.pid as number;
  first.child.kill("SIGKILL");
  await first.ended;
  while (isAlive(guardian)) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isAlive(orphan.pid, orphan.startedAt)).toBe(false);
  expect(existsSync(join(home, "temporal", "server.json"))).toBe(false);
  expect(readFileSync(join(home, "temporal.log"), "utf8")).toContain(
    `no assay process of this project was left: the embedded server ${orphan.pid} was ended`,
  );

  const second = await serve();
  const left = record as ServerRecord;
  process.kill((await readServerRecord(home))?.guardian?.pid as number, "SIGKILL");
  second.child.kill("SIGKILL");
  await second.ended;
  expect(isAlive(left.pid, left.startedAt)).toBe(true);
  const next = await cli.run("run", "counting", "--limit", "3");
  expect(next.code).toBe(0);
  expect(next.stderr).toContain(
    `the embedded Temporal server ${left.pid} was left running: its last user (process ${second.child.pid}) ended without stopping it. It is used again, and ends with this command.\n`,
  );
  expect(isAlive(left.pid, left.startedAt)).toBe(false);
});
