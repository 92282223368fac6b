import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { openSqliteStore } from "../../src/store/sqlite.js";

const spender = fileURLToPath(new URL("../support/spend-in-process.mjs", import.meta.url));

test("processes that spend from one budget at once never spend more than it, and every call is counted", async () => {
  const folder = mkdtempSync(join(tmpdir(), "assay-processes-"));
  const file = join(folder, "assay.db");
  const spend = async (name: string): Promise<number> => {
    const { stdout } = await promisify(execFile)(process.execPath, [spender, file, name, "100"]);
    return Number(stdout);
  };
  // All three also make the file and its tables at once.
  const admitted = await Promise.all(["a", "b", "c"].map(spend));
  const store = await openSqliteStore({ file });
  const total = admitted.reduce((sum, count) => sum + count, 0);
  expect(total).toBe(150);
  expect(await store.getSpending("shared")).toEqual({
    costUsd: 150,
    tokens: 0,
    calls: 150,
    unpricedCalls: 0,
    lostCalls: 0,
  });
  await store.close();
  rmSync(folder, { recursive: true });
});
