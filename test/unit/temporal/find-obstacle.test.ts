import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { findObstacle } from "../../../src/temporal/find-obstacle.js";

test("a disk with room is no obstacle, nor one of which the system does not tell", async () => {
  expect(await findObstacle(tmpdir())).toBeNull();
  expect(await findObstacle(join(tmpdir(), "assay-absent"))).toBeNull();
});

const folder = mkdtempSync(join(tmpdir(), "assay-disk-"));
const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", folder]).status === 0;

(isMounted ? test : test.skip)("a full one is, with what is left", async () => {
  try {
    expect(await findObstacle(folder)).toBeNull();
    writeFileSync(join(folder, "fill"), Buffer.alloc(4 * 1024 * 1024 - 64 * 1024));
    expect(await findObstacle(folder)).toBe(`the disk of ${folder} is full (64 KiB are left)`);
  } finally {
    spawnSync("umount", [folder]);
    rmSync(folder, { recursive: true, force: true });
  }
});
