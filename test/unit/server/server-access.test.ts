import { mkdtempSync, rmSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Store } from "../../../src/domain/store.js";
import { parseAllowedHosts } from "../../../src/server/allowed-hosts.js";
import { parseServerToken } from "../../../src/server/server-token.js";
import { type RunningServer, type ServerOptions, startServer } from "../../../src/server/start-server.js";
import { openSqliteStore } from "../../../src/store/sqlite.js";
import { rawRequest } from "../../support/raw-request.js";

const TOKEN = "0123456789abcdef";
const BEARER = `Authorization: Bearer ${TOKEN}`;

let folder = "";
let store: Store;
let server: RunningServer | null = null;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-access-"));
  store = await openSqliteStore({ file: join(folder, "assay.db") });
});
afterEach(async () => {
  await server?.stop();
  server = null;
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Listens, and sends raw lines to the address. */
async function serve(options: ServerOptions, address = "127.0.0.1") {
  server = await startServer(store, options);
  const port = Number(new URL(server.url).port);
  const send = (...lines: string[]) => rawRequest({ address, port }, lines);
  return { port, send, running: server };
}

/** Every way of listening, with the address that a request comes in by. */
const MODES: readonly (readonly [string, string])[] = [
  ["127.0.0.1", "127.0.0.1"],
  ["localhost", "localhost"],
  ["127.0.0.2", "127.0.0.2"],
  ["127.1", "127.0.0.1"],
  ["::1", "::1"],
  ["[::1]", "::1"],
  ["::ffff:127.0.0.1", "127.0.0.1"],
  ["0.0.0.0", "127.0.0.1"],
  ["0", "127.0.0.1"],
  ["::", "::1"],
  ["::", "127.0.0.1"],
];

describe.each(MODES)("listening on %s, asked at %s", (host, address) => {
  test.each([
    ["127.0.0.1"],
    ["127.0.0.2:4100"],
    ["localhost:{port}"],
    ["LOCALHOST"],
    ["localhost."],
    ["LocalHost.:{port}"],
    ["[::1]:{port}"],
    ["[0:0:0:0:0:0:0:1]"],
    ["[::ffff:127.0.0.1]:{port}"],
    ["2130706433"],
  ])("answers to its own host as %s", async (name) => {
    const { port, send } = await serve({ host, token: TOKEN }, address);
    const { status } = await send("GET / HTTP/1.1", `Host: ${name.replace("{port}", String(port))}`, BEARER);
    expect(status).toBe(200);
  });

  test.each([
    ["rebound.example"],
    ["rebound.example:{port}"],
    ["REBOUND.example."],
    ["localhost.rebound.example"],
    ["127.0.0.1.rebound.example"],
    ["10.9.8.7"],
    ["[2001:db8::1]"],
    ["0.0.0.0"],
  ])("refuses %s, whoever asks", async (name) => {
    const { port, send } = await serve({ host, token: TOKEN }, address);
    for (const path of ["/", "/health", "/api/experiments", "/no-such-page"]) {
      const asked = await send(
        `GET ${path} HTTP/1.1`,
        `Host: ${name.replace("{port}", String(port))}`,
        BEARER,
      );
      expect(asked.status).toBe(403);
    }
  });

  test("refuses requests whose host is missing, repeated, or none", async () => {
    const { send } = await serve({ host, token: TOKEN }, address);
    const asked = [
      await send("GET / HTTP/1.1", BEARER),
      await send("GET / HTTP/1.0", BEARER),
      await send("GET / HTTP/1.1", "Host:", BEARER),
      await send("GET / HTTP/1.1", "Host: localhost", "Host: localhost", BEARER),
      await send("GET / HTTP/1.1", "Host: localhost", "host: rebound.example", BEARER),
      await send("GET / HTTP/1.1", "Host: rebound.example@localhost", BEARER),
      await send("GET / HTTP/1.1", "Host: localhost/rebound.example", BEARER),
      await send("GET / HTTP/1.1", "Host: localhost, rebound.example", BEARER),
      await send("GET / HTTP/1.1", "Host: localhost:99999", BEARER),
      await send("GET / HTTP/1.1", "Host: ::1", BEARER),
    ];
    expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 400));
  });

  test("holds a whole URL as the request's target to the same", async () => {
    const { send } = await serve({ host, token: TOKEN }, address);
    const asked = [
      await send("GET http://localhost/ HTTP/1.1", "Host: localhost", BEARER),
      await send("GET http://rebound.example/ HTTP/1.1", "Host: localhost", BEARER),
      await send("GET http://localhost/ HTTP/1.1", "Host: rebound.example", BEARER),
      await send("GET http://localhost@rebound.example/ HTTP/1.1", "Host: localhost", BEARER),
      await send("GET //rebound.example/ HTTP/1.1", "Host: localhost", BEARER),
    ];
    expect(asked.map(({ status }) => status)).toEqual([200, 403, 403, 400, 404]);
  });
});

test("says what to do about a host that it does not answer to", async () => {
  const { send } = await serve({});
  const { body, head } = await send("GET / HTTP/1.1", "Host: assay.example.com:4100");
  expect(JSON.parse(body)).toEqual({
    message:
      'this server does not answer to the host "assay.example.com"; to let it, start it with --allow-host assay.example.com or name it in ASSAY_ALLOW_HOST',
  });
  expect(head).toContain("x-content-type-options: nosniff");
});

test("answers to hosts that were allowed, in any spelling, and to no others", async () => {
  const allowedHosts = parseAllowedHosts(["Assay.Example.com.", "2001:db8::1", "[2001:DB8::2]", "192.0.2.7"]);
  const { send } = await serve({ allowedHosts });
  const hosts = [
    "assay.example.com",
    "ASSAY.example.com.:443",
    "[2001:db8:0::1]",
    "[2001:db8::2]:1",
    "192.0.2.7",
  ];
  for (const host of hosts) expect((await send("GET / HTTP/1.1", `Host: ${host}`)).status).toBe(200);
  expect((await send("GET / HTTP/1.1", "Host: other.assay.example.com")).status).toBe(403);
});

test.each([
  "",
  " ",
  "a b",
  "https://assay.example",
  "assay.example:80",
  "[::1]:80",
  "*",
  "*.example",
  ".example",
  "a/b",
  "a@b",
])("%p is no host that could be allowed", (text) => {
  expect(() => parseAllowedHosts([text])).toThrow(
    `Received "${text}" as a host that Assay's server answers to. Allowed is one name or address each, without scheme, port, path and wildcards, such as assay.example.com: repeat --allow-host, or separate several in ASSAY_ALLOW_HOST by commas.`,
  );
});

test("answers to the address that a request came in by, and not to others of the kind", async () => {
  const own = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  // A machine without a network has only loopback's, which the other tests ask.
  const address = own ?? "127.0.0.1";
  const { port, send } = await serve({ host: "0.0.0.0", token: TOKEN }, address);
  expect((await send("GET / HTTP/1.1", `Host: ${address}:${port}`, BEARER)).status).toBe(200);
  expect((await send("GET / HTTP/1.1", `Host: 198.51.100.1:${port}`, BEARER)).status).toBe(403);
});

test.each(["", " ", "\t"])("an empty host (%p) is refused: it would listen everywhere", async (host) => {
  await expect(startServer(store, { host })).rejects.toThrow(
    `Assay's server cannot listen on the host ${JSON.stringify(host)} (it is empty). Give --host an address of this machine: 127.0.0.1 for this machine alone, 0.0.0.0 for every network it is in.`,
  );
});

test("a host of another machine is refused as such", async () => {
  await expect(startServer(store, { host: "192.0.2.1" })).rejects.toThrow(
    `Assay's server cannot listen on the host "192.0.2.1" (EADDRNOTAVAIL). Give --host an address of this machine`,
  );
});

test.each(["127.0.0.1", "127.0.0.2", "127.1", "::1", "::ffff:127.0.0.1", "localhost"])(
  "%s is this machine alone: no token",
  async (host) => {
    const { running } = await serve({ host });
    expect(running).toMatchObject({ isExposed: false, token: null });
  },
);

test.each(["0.0.0.0", "::", "0"])("%s is open to others: a token is made, never the same", async (host) => {
  const { running } = await serve({ host });
  expect(running).toMatchObject({ isExposed: true, token: expect.stringMatching(/^[\w-]{43}$/) });
  const first = running.token;
  await running.stop();
  expect((await serve({ host })).running.token).not.toBe(first);
});

describe("a token", () => {
  test("is wanted of every request but that for the server's health", async () => {
    const { send } = await serve({ host: "0.0.0.0", token: TOKEN });
    const ask = (path: string, ...headers: string[]) =>
      send(`GET ${path} HTTP/1.1`, "Host: localhost", ...headers);
    for (const path of [
      "/",
      "/experiments/x",
      "/api/experiments",
      "/health/",
      "/healthy",
      "//health",
      "/%68ealth",
    ])
      expect((await ask(path)).status).toBe(401);
    expect((await ask("/health")).status).toBe(200);
    expect((await ask("/health?verbose")).status).toBe(200);
    expect((await ask("/", BEARER)).status).toBe(200);
    const { head, body } = await ask("/");
    expect(head).toContain('www-authenticate: Bearer realm="assay", Basic realm="assay"');
    expect(JSON.parse(body)).toEqual({
      message:
        "this server wants its token: Authorization: Bearer TOKEN; it was printed at the start, or is that of ASSAY_SERVER_TOKEN",
    });
  });

  test.each([
    [`bearer ${TOKEN}`, 200],
    [`Bearer  ${TOKEN} `, 200],
    [`Basic ${btoa(`me:${TOKEN}`)}`, 200],
    [`Basic ${btoa(`:${TOKEN}`)}`, 200],
    [`Basic ${btoa(TOKEN)}`, 401],
    [`Basic ${btoa(`${TOKEN}:`)}`, 401],
    [`Bearer ${TOKEN}0`, 401],
    [`Bearer ${TOKEN.slice(1)}`, 401],
    [`Bearer ${TOKEN.toUpperCase()}`, 401],
    [`Bearer ${TOKEN}, Bearer x`, 401],
    ["Bearer", 401],
    [TOKEN, 401],
    [`Token ${TOKEN}`, 401],
  ])("comes as %s: %i", async (authorization, status) => {
    const { send } = await serve({ host: "0.0.0.0", token: TOKEN });
    const asked = await send("GET / HTTP/1.1", "Host: localhost", `Authorization: ${authorization}`);
    expect(asked.status).toBe(status);
  });

  test("that is given holds on loopback too", async () => {
    const { send } = await serve({ token: TOKEN });
    expect((await send("GET / HTTP/1.1", "Host: localhost")).status).toBe(401);
  });

  test.each([
    ["short", 5],
    ["fifteen-letters", 15],
    ["with a blank in it", 18],
    ["umlauts-äöü-umlauts", 19],
  ])("%p is not usable, and is not quoted", (given, length) => {
    expect(() => parseServerToken(given)).toThrow(
      new RegExp(
        `^ASSAY_SERVER_TOKEN is not usable: it has ${length} characters\\. Allowed are at least 16 letters`,
      ),
    );
    expect(() => parseServerToken(given)).not.toThrow(given);
  });

  test("that is empty, as compose files pass on what is not set, is none", () => {
    expect([parseServerToken(undefined), parseServerToken(""), parseServerToken(TOKEN)]).toEqual([
      null,
      null,
      TOKEN,
    ]);
  });
});

describe("what would change something", () => {
  const from = async (method: string, ...headers: string[]): Promise<number> => {
    const { send } = await serve({ token: TOKEN });
    const asked = await send(`${method} /api/experiments HTTP/1.1`, BEARER, "Content-Length: 0", ...headers);
    await server?.stop();
    return asked.status;
  };

  test.each([
    ["POST", ["Host: localhost:4100", "Origin: http://evil.example"]],
    ["POST", ["Host: localhost:4100", "Origin: null"]],
    ["POST", ["Host: localhost:4100", "Origin: http://localhost:3000"]],
    ["POST", ["Host: localhost:4100", "Origin: http://localhost:4100.evil.example"]],
    ["POST", ["Host: localhost:4100", "Sec-Fetch-Site: cross-site"]],
    ["PUT", ["Host: localhost:4100", "Sec-Fetch-Site: same-site", "Origin: http://localhost:3000"]],
    ["DELETE", ["Host: localhost:4100", "Origin: file://"]],
    ["PATCH", ["Host: localhost:4100", "Sec-Fetch-Site: evil"]],
  ])("is refused to a page of another origin: %s with %j", async (method, headers) => {
    expect(await from(method, ...headers)).toBe(403);
  });

  test.each([
    [["Host: localhost:4100"]],
    [["Host: LOCALHOST:4100", "Origin: http://localhost:4100"]],
    [["Host: [::1]:4100", "Origin: http://[::1]:4100"]],
    [["Host: localhost:4100", "Sec-Fetch-Site: same-origin", "Origin: http://localhost:4100"]],
    [["Host: localhost:4100", "Sec-Fetch-Site: none"]],
  ])("is let in from commands and its own pages, to where nothing takes it: %j", async (headers) => {
    expect(await from("POST", ...headers)).toBe(404);
  });

  test("reads are no changes: a link from elsewhere opens", async () => {
    expect(await from("GET", "Host: localhost", "Sec-Fetch-Site: cross-site")).toBe(200);
  });
});
