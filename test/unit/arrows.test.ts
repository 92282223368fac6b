import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Rule {
  readonly from: { readonly path?: string };
  readonly to: { readonly path?: string; readonly pathNot?: readonly string[] };
}

/** The folders of src of which a layer may import anything, by the rule that names all that it may. */
function allowedByRule(layer: string, layers: readonly string[]): readonly string[] {
  const { forbidden } = createRequire(import.meta.url)(join(root, ".dependency-cruiser.cjs")) as {
    readonly forbidden: readonly Rule[];
  };
  const rule = forbidden.find(({ from, to }) => from.path === `^src/${layer}/` && to.path === "^src/");
  const patterns = (rule?.to.pathNot ?? ["no rule"]).map((pattern) => new RegExp(pattern));
  return layers.filter(
    (other) =>
      other !== layer &&
      readdirSync(join(root, "src", other), { recursive: true }).some((file) =>
        patterns.some((pattern) => pattern.test(`src/${other}/${String(file)}`)),
      ),
  );
}

test("the table of arrows in ARCHITECTURE.md has every layer, with what its rule allows", () => {
  const layers = readdirSync(join(root, "src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  const [, table = ""] = readFileSync(join(root, "ARCHITECTURE.md"), "utf8").split("| layer | imports |");
  const [rows = ""] = table.split("\n\n");
  const named = (cell = ""): string[] =>
    [...cell.matchAll(/`([a-z-]+)`/g)]
      .map(([, name]) => name as string)
      .filter((name) => layers.includes(name));
  const told = rows.split("\n").flatMap((row) => {
    const [, left, right] = row.split("|");
    return named(left).map((layer) => [layer, named(right).sort()] as const);
  });
  expect(told.map(([layer]) => layer).sort()).toEqual([...layers].sort());
  for (const [layer, imports] of told)
    expect([layer, imports]).toEqual([layer, [...allowedByRule(layer, layers)].sort()]);
});

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
