import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startEmbeddedServer } from "../../../src/temporal/embedded-server.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-embedded-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Something that ends at once, in place of the server; how often it was run is in `runs`. */
function start(written: readonly string[], code: number): Promise<unknown> {
  const binary = join(folder, "temporal");
  const text = join(folder, "text");
  writeFileSync(text, `${written.join("\n")}\n`);
  writeFileSync(
    binary,
    `#!/bin/sh\necho run >> '${join(folder, "runs")}'\ncat '${text}' >&2\nexit ${code}\n`,
  );
  chmodSync(binary, 0o700);
  return startEmbeddedServer({
    binary,
    databaseFile: join(folder, "temporal.db"),
    logFile: join(folder, "temporal.log"),
  });
}
const runs = () => readFileSync(join(folder, "runs"), "utf8").trim().split("\n").length;
const stacks = Array.from({ length: 30 }, (_, n) => `\tservice.go:${n} +0x169`);

test("a crash at the start is told by its reason, not by the last of its stacks", async () => {
  await expect(
    start(["old news", "panic: no tables", "", "goroutine 1 [running]:", ...stacks], 2),
  ).rejects.toThrow(
    /^The embedded Temporal server did not start: it exited with code 2\. From its log:\npanic: no tables\ngoroutine 1 \[running\]:\n\tservice\.go:0/,
  );
  expect(runs()).toBe(1);
});

test("a port that another process took after it was chosen leads to another try, however long the crash's stacks are", async () => {
  const crash = "panic: listen tcp 127.0.0.1:41235: bind: address already in use";
  await expect(start([crash, ...stacks], 2)).rejects.toThrow(crash);
  expect(runs()).toBe(5);
});

test("what an earlier server wrote into the same log explains nothing", async () => {
  writeFileSync(join(folder, "temporal.log"), "panic: address already in use\n");
  await expect(start(["unknown flag"], 1)).rejects.toThrow(
    "The embedded Temporal server did not start: it exited with code 1. From its log:\nunknown flag",
  );
  expect(runs()).toBe(1);
});
