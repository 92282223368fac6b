import { EvaluatorOptionsInvalidError } from "../evaluator-options-invalid-error.js";
import { builtinCriteria } from "./builtin-criteria.js";
import { type Criterion, type CriterionDefinition, defineCriterion } from "./criterion.js";

/**
 * A criterion by its built-in name or by its definition.
 *
 * @throws EvaluatorOptionsInvalidError for an unknown name or an invalid definition.
 */
export function resolveCriterion(
  given: unknown,
  place: { readonly evaluator: string; readonly option: string },
): Criterion {
  const builtin = typeof given === "string" ? builtinByName(given) : undefined;
  if (builtin !== undefined) return builtin;
  if (typeof given === "object" && given !== null && !Array.isArray(given)) {
    return defineCriterion(given as CriterionDefinition, place);
  }
  const names = Object.keys(builtinCriteria).map((name) => `"${name}"`);
  throw new EvaluatorOptionsInvalidError({
    ...place,
    received: given,
    allowed: `${names.join(", ")}, or an object { id, definition, name?, scale?, anchors?, steps?, usesReference? }`,
  });
}

function builtinByName(name: string): Criterion | undefined {
  return Object.hasOwn(builtinCriteria, name)
    ? builtinCriteria[name as keyof typeof builtinCriteria]
    : undefined;
}
