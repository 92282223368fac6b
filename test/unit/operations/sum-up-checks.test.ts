import { expect, test } from "@jest/globals";
import type { CheckedDefinition, CheckOutcome } from "../../../src/domain/regression/checked-definition.js";
import { sumUpChecks } from "../../../src/operations/regressions/sum-up-checks.js";

const checked = (outcome: CheckOutcome, costUsd: number | null = null): CheckedDefinition => ({
  definition: outcome,
  outcome,
  reason: "",
  experiment: null,
  verdict: null,
  costUsd,
});

test.each<[readonly CheckOutcome[], CheckOutcome]>([
  [["passed", "inconclusive", "budget", "error", "failed"], "failed"],
  [["error", "budget", "passed"], "error"],
  [["budget", "inconclusive"], "budget"],
  [["passed", "inconclusive"], "inconclusive"],
  [["passed", "passed"], "passed"],
  [[], "passed"],
])("%j together are %s", (outcomes, together) => {
  expect(sumUpChecks(outcomes.map((outcome) => checked(outcome))).outcome).toBe(together);
});

test("an unknown cost is left out of the sum, and is no zero", () => {
  expect(sumUpChecks([checked("passed", 0.25), checked("passed"), checked("failed", 0.5)]).costUsd).toBe(
    0.75,
  );
  expect(sumUpChecks([checked("passed")]).costUsd).toBeNull();
});
