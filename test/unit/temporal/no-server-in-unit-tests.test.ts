import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startEmbeddedServer } from "../../../src/temporal/embedded-server.js";
import { findServerBinary } from "../../../src/temporal/find-server-binary.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "assay-no-server-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a unit test that starts a Temporal server fails, and says where it belongs", async () => {
  const binary = await findServerBinary({ environment: process.env, report: () => undefined });
  const started = startEmbeddedServer({
    binary: binary.path,
    databaseFile: join(folder, "temporal.db"),
    logFile: join(folder, "temporal.log"),
  });
  await expect(started).rejects.toThrow(
    "unit tests start no Temporal server: what needs one belongs under test/contract",
  );
});
