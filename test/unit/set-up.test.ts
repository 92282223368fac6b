import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("a step of the set-up that fails with 1, which would be a gate's verdict, ends the command with 2", () => {
  const program =
    'const { run } = await import("./scripts/setup.mjs"); run(process.execPath, ["-e", "process.exit(1)"]);';
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: root,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(" failed\n") });
});

test("a command whose own code cannot be loaded ends with 2, too", () => {
  const folder = mkdtempSync(join(tmpdir(), "assay-broken-"));
  try {
    for (const name of ["bin", "scripts"]) mkdirSync(join(folder, name));
    cpSync(join(root, "bin/assay.mjs"), join(folder, "bin/assay.mjs"));
    cpSync(join(root, "scripts/setup.mjs"), join(folder, "scripts/setup.mjs"));
    const { status, stderr } = spawnSync(process.execPath, [join(folder, "bin/assay.mjs"), "--version"], {
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining("assay: it cannot be started: Error [ERR_MODULE_NOT_FOUND]"),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
