import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A copy of the sources: planting in the checkout would make every command built from it build again. */
let copy = "";
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "assay-arrows-"));
  for (const part of [
    "src",
    ".dependency-cruiser.cjs",
    "package.json",
    "tsconfig.json",
    "tsconfig.all.json",
  ]) {
    cpSync(join(root, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Cruises the copy, and returns what dependency-cruiser says of it. */
function cruise(): { readonly passed: boolean; readonly output: string } {
  const { status, stdout } = spawnSync(
    join(root, "node_modules/.bin/depcruise"),
    ["--config", ".dependency-cruiser.cjs", "src"],
    { cwd: copy, encoding: "utf8" },
  );
  return { passed: status === 0, output: stdout };
}

const PLANTED = [
  ["src/domain/planted.ts", 'import "../store/sqlite.js";\n', "domain-is-the-root"],
  ["src/operations/planted.ts", 'import "../client.js";\n', "operations-serve-entry-points"],
  ["src/analysis/planted.ts", 'import "../store/sqlite.js";\n', "analysis-over-ports"],
  ["src/estimate/planted.ts", 'import "../models/model-gateway.js";\n', "estimates-are-dry-runs"],
  ["src/server/planted.ts", 'import "../analysis/gate/decide-gate.js";\n', "server-serves-operations"],
  ["src/cli/planted.ts", 'import "../statistics/describe.js";\n', "commands-call-operations"],
  ["src/temporal/planted.ts", 'import "../operations/settle-ended.js";\n', "temporal-stands-alone"],
  [
    "src/workflows/planted.ts",
    'import { z } from "zod";\nexport const planted = z.string();\n',
    "workflow-packages",
  ],
  [
    "src/workflows/planted.ts",
    'import { createActivities } from "../activities/create-activities.js";\nexport const planted = createActivities;\n',
    "workflows-import-types-only",
  ],
  [
    "src/statistics/planted.ts",
    'import { readFileSync } from "node:fs";\nexport const planted = readFileSync;\n',
    "pure-layers-do-no-io",
  ],
  [
    "src/activities/planted.ts",
    'import { DatabaseSync } from "@photostructure/sqlite";\nexport const planted = DatabaseSync;\n',
    "sqlite-driver-in-two-files",
  ],
] as const;

test("wrong imports planted in every layer break the rule that each is against, and nothing else breaks one", () => {
  // All at once: each look at the sources takes seconds.
  const files = PLANTED.map(([place, content, rule], index) => {
    const file = place.replace("planted", `planted-${index}`);
    writeFileSync(join(copy, file), content);
    return { file, rule };
  });
  const { passed, output } = cruise();
  for (const { file } of files) rmSync(join(copy, file));
  expect(passed).toBe(false);
  const broken = output.split("\n").filter((line) => /^\s*error /.test(line));
  for (const { file, rule } of files)
    expect(broken.filter((line) => line.includes(`${rule}: ${file}`))).not.toEqual([]);
  expect(broken.filter((line) => !/planted-\d+\.ts/.test(line))).toEqual([]);
});
