import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { writeRows } from "../../src/cli/output/write-rows.js";
import type { JsonValue } from "../../src/domain/json/json.js";
import type { Store } from "../../src/domain/store.js";
import { type ExportedItem, exportItems, ITEM_COLUMNS } from "../../src/operations/datasets/export-items.js";
import { importItemFile } from "../../src/operations/datasets/import-item-file.js";
import { openSqliteStore } from "../../src/store/sqlite.js";

let folder = "";
let store: Store;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "assay-round-trip-"));
  store = await openSqliteStore({ file: join(folder, "assay.db") });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Texts that some reader of files has taken for something else. */
const TRICKY = [
  ...["", " ", " x ", "007", "1e3", "-5", "4", "true", "null", '""', "[1,2]", '{"a":1}', "[x", "{{ input }}"],
  ...["=1+1", "+1", "@SUM(A1)", "'", "'=1+1", "''", "\t=1", "\n", "\r", "a\r\nb", 'say "hi"', "a,b;c|d\te"],
  ...[
    "\0",
    "a\0b",
    "\ud83d",
    "\ude00x",
    "👩‍👩‍👧",
    "\u001b[31mred",
    "\uFEFFx",
    "\uFDD00000",
    "\u2028",
    "\u0085",
    "＝1",
  ],
  ...["__proto__", "constructor", "assay_cells", "input=json", "sep=;", "1610521604143693812"],
];
const anyText = fc.oneof(
  fc.constantFrom(...TRICKY),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.string({ unit: "grapheme" }),
);
const anyNumber = fc.oneof(
  fc.maxSafeInteger(),
  // Whole numbers that JavaScript has rounded are refused, since nobody can tell what they were.
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((n) => Math.abs(n) < 2 ** 53 || Math.abs(n) >= 1e21),
);
const { value: anyJson, object: anyObject } = fc.letrec<{ value: JsonValue; object: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    anyText,
    anyNumber,
    fc.constantFrom(null, true, false),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("object"),
  ),
  object: fc
    .array(fc.tuple(anyText, tie("value")), { maxLength: 3 })
    .map((entries) => Object.fromEntries(entries) as JsonValue),
}));
const anyItem = fc.record(
  {
    id: anyText.filter((id) => id !== "" && id.length <= 255),
    input: anyJson,
    expectedOutput: anyJson,
    metadata: anyObject,
    sourceTraceId: fc.constantFrom("trace", "=trace"),
  },
  { requiredKeys: ["id", "input"] },
);
const anyItems = fc.uniqueArray(anyItem, { minLength: 1, maxLength: 6, selector: ({ id }) => id });

const listed = async (dataset: string): Promise<readonly ExportedItem[]> => {
  const items: ExportedItem[] = [];
  for await (const item of exportItems(store, dataset)) items.push(item);
  return items;
};

describe.each([
  ["csv", false],
  ["csv", true],
  ["jsonl", false],
  ["json", false],
] as const)("an export as %s (raw: %s), imported again", (format, raw) => {
  test("changes nothing, and is the same dataset under another name, types included", async () => {
    let sequence = 0;
    await fc.assert(
      fc.asyncProperty(anyItems, async (items) => {
        const name = `${format}-${raw}-${sequence++}`;
        await store.importItems({ name }, items as never);
        const file = join(folder, `items.${format}`);
        await writeRows(exportItems(store, name), { format, raw, file, ...ITEM_COLUMNS });
        const again = await importItemFile(store, { dataset: name, file, replace: true });
        expect(again).toMatchObject({ added: 0, changed: 0, archived: 0, unchanged: items.length });
        await importItemFile(store, { dataset: `${name}-copy`, file });
        expect(JSON.stringify(await listed(`${name}-copy`))).toBe(JSON.stringify(await listed(name)));
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});
