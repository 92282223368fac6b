import { expect, test } from "@jest/globals";
import type { Store } from "../../../src/domain/store.js";
import { findDefinition } from "../../../src/operations/find-definition.js";

const store = {
  listNames: async () => ["spam", "spam", "spell", "Nightly"].map((definition) => ({ definition })),
  listCurrentBaselines: async () => [{ definition: "release" }],
} as unknown as Store;

test.each([
  ["spam", "spam"],
  [" spam\n", "spam"],
  ["SPAM", "spam"],
  ["spa", "spam"],
  ["rel", "release"],
  ["nightly", "Nightly"],
  ["something-else-entirely", "something-else-entirely"],
])("%j means the definition %s", async (reference, definition) => {
  expect(await findDefinition(store, reference)).toBe(definition);
});

test.each([
  ["spamm", "spam"],
  ["sp", "spam, spell"],
  ["relaese", "release"],
])("%j means none, and the nearest are %s", async (reference, nearest) => {
  await expect(findDefinition(store, reference)).rejects.toThrow(
    `The store has nothing of a definition "${reference}". Nearest: ${nearest}. List what there is with: assay list`,
  );
});
