import { describe, expect, test } from "@jest/globals";
import type { Evaluator } from "../../../src/domain/score/evaluator.js";
import { builtinEvaluators } from "../../../src/evaluators/builtin-evaluators.js";
import { EvaluatorOptionsInvalidError } from "../../../src/evaluators/evaluator-options-invalid-error.js";
import { exactMatch } from "../../../src/evaluators/text/exact-match.js";
import { groundTruthSimilarity } from "../../../src/evaluators/text/ground-truth-similarity.js";
import { levenshtein } from "../../../src/evaluators/text/levenshtein.js";
import { numericCloseness } from "../../../src/evaluators/text/numeric-closeness.js";
import { regularExpression } from "../../../src/evaluators/text/regular-expression.js";
import * as assay from "../../../src/index.js";

describe("options of built-in evaluators", () => {
  test.each([
    [
      () => levenshtein({ caseSensitive: "yes" } as never),
      'Evaluator "levenshtein": option "caseSensitive" is "yes"; allowed: true or false.',
    ],
    [
      () => levenshtein({ casesensitive: false } as never),
      'Evaluator "levenshtein": option "casesensitive" is false; allowed: an object with only the options name, path, normalize, parseText, caseSensitive.',
    ],
    [
      () => numericCloseness({ absoluteTolerance: -1 }),
      'Evaluator "numeric_closeness": option "absoluteTolerance" is -1; allowed: a finite number, 0 or more.',
    ],
    [
      () => numericCloseness({ relativeTolerance: Number.NaN }),
      'Evaluator "numeric_closeness": option "relativeTolerance" is NaN; allowed: a finite number, 0 or more.',
    ],
    [
      () => exactMatch({ path: "a..b" }),
      'Evaluator "exact_match": option "path" is "a..b"; allowed: property names and array indexes joined by dots, such as "answer.items.0".',
    ],
    [
      () => groundTruthSimilarity({ method: "semantic" as never }),
      'Evaluator "ground_truth_similarity": option "method" is "semantic"; allowed: "lexical", "levenshtein" or "embedding".',
    ],
    [
      () => exactMatch({ name: "" }),
      'Evaluator "exact_match": option "name" is an empty string; allowed: a string of 1 to 200 characters.',
    ],
    [
      () => (regularExpression as () => unknown)(),
      'Evaluator "regular_expression": option "options" is undefined; allowed: an object with only the options name, path, normalize, parseText, pattern, flags.',
    ],
    [
      () => regularExpression({} as never),
      'Evaluator "regular_expression": option "pattern" is undefined; allowed: a regular expression or its source.',
    ],
  ])("are refused with a message that names them: %#", (define, message) => {
    expect(define).toThrow(EvaluatorOptionsInvalidError);
    expect(define).toThrow(message);
  });

  test("a name replaces id and score name, and leaves the fingerprint", () => {
    const renamed = levenshtein({ name: "spelling" });
    expect(renamed).toMatchObject({
      id: "spelling",
      scoreNames: ["spelling"],
      mode: "computes",
      timeoutMs: null,
    });
    expect(renamed.fingerprint).toBe(levenshtein().fingerprint);
  });

  test("a default given explicitly is the same evaluator, another value is another", () => {
    expect(levenshtein({ caseSensitive: true }).fingerprint).toBe(levenshtein().fingerprint);
    expect(levenshtein({ caseSensitive: false }).fingerprint).not.toBe(levenshtein().fingerprint);
  });
});

describe("builtinEvaluators", () => {
  test("names every exported evaluator that works without options, by its own id", () => {
    const made = Object.values(assay).flatMap((exported) => withoutOptions(exported));
    expect(made.length).toBeGreaterThan(9);
    expect(Object.keys(builtinEvaluators)).toEqual(made.map(({ id }) => id).sort());
    for (const [name, create] of Object.entries(builtinEvaluators)) {
      const { id, mode, scoreNames, models = [] } = create();
      expect({ id, mode }).toEqual({ id: name, mode: models.length === 0 ? "computes" : "waits" });
      expect(scoreNames?.every((scoreName) => scoreName.startsWith(name))).toBe(true);
    }
    expect(new Set(made.map(({ fingerprint }) => fingerprint)).size).toBe(made.length);
  });

  test("holds nothing that every object inherits", () => {
    expect(builtinEvaluators.constructor).toBeUndefined();
    expect(builtinEvaluators.toString).toBeUndefined();
  });
});

/** The evaluator that an export makes without options; none where it is something else, or needs some. */
function withoutOptions(exported: unknown): readonly Evaluator[] {
  // No evaluator is made by a function that has to be awaited.
  if (typeof exported !== "function" || exported.constructor.name === "AsyncFunction") return [];
  try {
    const made: unknown = (exported as () => unknown)();
    return typeof made === "object" && made !== null && "scoreNames" in made ? [made as Evaluator] : [];
  } catch {
    return [];
  }
}
