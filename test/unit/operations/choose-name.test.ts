import { describe, expect, test } from "@jest/globals";
import {
  ExperimentNotFoundError,
  ExperimentReferenceAmbiguousError,
} from "../../../src/domain/experiment/experiment-errors.js";
import type { ExperimentName } from "../../../src/domain/experiment/experiment-name.js";
import { chooseName } from "../../../src/operations/choose-name.js";

const OLD = "2026-11-27T10-00-00-000Z";
const NEW = "2026-11-28T10-00-00-000Z";

/** Newest first, as the store lists them: two starts of `spam`, one of `spell`, one under a name of its own. */
const NAMES: readonly ExperimentName[] = [
  entry("comparison", `spam-${NEW}`, "spam"),
  entry("experiment", `spam-a-${NEW}`, "spam", "c2"),
  entry("experiment", `spam-ab-${NEW}`, "spam", "c2"),
  entry("experiment", `spell-a-${NEW}`, "spell"),
  entry("experiment", "nightly", "spell"),
  entry("comparison", `spam-${OLD}`, "spam"),
  entry("experiment", `spam-a-${OLD}`, "spam", "c1"),
  entry("experiment", `spam-ab-${OLD}`, "spam", "c1"),
];

function entry(
  kind: ExperimentName["kind"],
  name: string,
  definition: string,
  comparisonId: string | null = null,
): ExperimentName {
  return { kind, id: `id-of-${name}`, name, definition, comparisonId };
}

describe("a reference that is no whole name", () => {
  test.each([
    ["a definition", "spam", `spam-${NEW}`],
    ["a definition with one variant", "spell", `spell-a-${NEW}`],
    ["a variant of a definition", "spam-a", `spam-a-${NEW}`],
    ["the beginning of one variant", "spam-ab-2026", `spam-ab-${NEW}`],
    ["a beginning with the day", "spam-a-2026-11-27", `spam-a-${OLD}`],
    ["a beginning of one definition alone", "spa", `spam-${NEW}`],
    ["a beginning of a name of its own", "nig", "nightly"],
    ["a beginning of an id", "id-of-nig", "nightly"],
    ["a definition in other letters", "SPELL", `spell-a-${NEW}`],
    ["a variant in other letters", "Spam-A", `spam-a-${NEW}`],
    ["a name that was pasted with blanks", "  nightly\n", "nightly"],
  ])("means the latest: %s", (_case, reference, name) => {
    expect(chooseName(NAMES, reference)).toMatchObject({ kind: "one", name: { name } });
  });

  test.each([
    ["different definitions", "sp", [`spam-${NEW}`, `spam-a-${NEW}`, `spam-ab-${NEW}`, `spell-a-${NEW}`]],
    ["nothing at all", "", [`spam-${NEW}`, `spam-a-${NEW}`, `spam-ab-${NEW}`, `spell-a-${NEW}`, "nightly"]],
  ])(
    "means none where it is the beginning of %s, and lists the latest of each",
    (_case, reference, names) => {
      const chosen = chooseName(NAMES, reference);
      expect(chosen.kind === "several" && chosen.names.map(({ name }) => name)).toEqual(names);
    },
  );

  test.each([
    ["spma", ["spam", "spam-a"]],
    ["spel", "one"],
    ["spamm", ["spam", "spam-a"]],
    ["Nightlu", ["nightly"]],
    [`spm-a-${NEW}`, ["spam-a", "spam-ab"]],
    ["nothing-like-any-of-them", []],
  ])("that is unknown has the nearest names: %s", (reference, nearest) => {
    const chosen = chooseName(NAMES, reference);
    if (nearest === "one") expect(chosen.kind).toBe("one");
    else expect(chosen).toEqual({ kind: "none", nearest });
  });
});

test("errors name what is near, and what a beginning may mean", () => {
  expect(new ExperimentNotFoundError("spma", ["spam", "spell"]).message).toBe(
    'Experiment "spma" not found, neither as name nor as id. Nearest: spam, spell. List them with: assay list',
  );
  expect(new ExperimentNotFoundError("x").message).toBe(
    'Experiment "x" not found, neither as name nor as id. List them with: assay list',
  );
  const many = Array.from({ length: 10 }, (_, index) => `n${index}`);
  expect(new ExperimentReferenceAmbiguousError("n", many).message).toBe(
    'The names of several begin with "n": n0, n1, n2, n3, n4, n5, n6, n7 and 2 more. Write more of the one that is meant.',
  );
});
