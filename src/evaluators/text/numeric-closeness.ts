import { z } from "zod";
import type { JsonValue } from "../../domain/json/json.js";
import { describeValue } from "../../domain/json/value-description.js";
import type { Evaluator } from "../../domain/score/evaluator.js";
import { comparedValues } from "../compared-values.js";
import { computingEvaluator } from "../computing-evaluator.js";
import { parseEvaluatorOptions, TEXT_OPTIONS } from "../evaluator-options.js";
import { pathIntoText } from "../judged-texts.js";
import { normalizeText } from "./normalize-text.js";
import { textSettings } from "./text-settings.js";

const tolerance = z.number().min(0).optional().describe("a finite number, 0 or more");

const NumericClosenessOptions = z.strictObject({
  ...TEXT_OPTIONS,
  /** Largest difference that still counts as equal. */
  absoluteTolerance: tolerance,
  /** The same, as a share of the expected number, such as 0.01. */
  relativeTolerance: tolerance,
});

/** Options of `numericCloseness`; both tolerances are 0 by default. */
export type NumericClosenessOptions = z.infer<typeof NumericClosenessOptions>;

/** No digit can be matched in two ways, or a hundred thousand digits would take seconds to be refused. */
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** As long as an id may be; longer ones would take seconds to read. */
const WHOLE = /^[+-]?\d{1,400}$/;

/**
 * How close is a number to the expected one? NUMERIC in [0, 1].
 *
 * 1 - max(0, |output - expected| - t) / (|output| + |expected|), where t is the larger of `absoluteTolerance` and
 * `relativeTolerance` × |expected|: 1 within the tolerance, 0 for opposite signs without a tolerance. Strings count if
 * they are a decimal number and nothing else. Other values are unscored, `output_not_number` or
 * `expected_output_not_number`. Different whole numbers that rounding would make equal are unscored,
 * `numbers_too_large`.
 */
export function numericCloseness(options: NumericClosenessOptions = {}): Evaluator {
  const parsed = parseEvaluatorOptions("numeric_closeness", { schema: NumericClosenessOptions, options });
  const { normalize = true, absoluteTolerance = 0, relativeTolerance = 0 } = parsed;
  return computingEvaluator({
    kind: "numeric_closeness",
    version: 2,
    name: parsed.name,
    settings: { ...textSettings(parsed), absoluteTolerance, relativeTolerance },
    find: (judged) => {
      const compared = comparedValues(judged, parsed);
      const written = (value: JsonValue | undefined): JsonValue | undefined =>
        normalize && typeof value === "string" ? normalizeText(value) : value;
      const values = { output: written(compared.output), expected: written(compared.expected) };
      if (values.expected === undefined) return { unscoredReason: "no_expected_output", comment: null };
      const expected = toNumber(values.expected);
      const output = toNumber(values.output);
      if (expected === null) return notNumber("expected_output", values.expected);
      if (output === null) return pathIntoText(judged, parsed) ?? notNumber("output", values.output);
      if (output === expected && !denoteOneNumber(values.output, values.expected)) return TOO_LARGE;
      return closeness({ output, expected, absoluteTolerance, relativeTolerance });
    },
  });
}

const TOO_LARGE = {
  unscoredReason: "numbers_too_large",
  comment:
    "Both are whole numbers beyond 2^53 − 1, differ, and are rounded to the same number. Compare them as text, with exactMatch.",
} as const;

/** False for texts of different whole numbers, which may be rounded to one. */
function denoteOneNumber(...values: readonly (JsonValue | undefined)[]): boolean {
  const [one, other] = values.map((value) =>
    typeof value === "string" && WHOLE.test(value.trim()) ? BigInt(value.trim().replace("+", "")) : null,
  );
  return one === null || other === null || one === other;
}

function closeness(numbers: {
  readonly output: number;
  readonly expected: number;
  readonly absoluteTolerance: number;
  readonly relativeTolerance: number;
}): number {
  const scale = Math.max(Math.abs(numbers.output), Math.abs(numbers.expected));
  if (numbers.output === numbers.expected) return 1;
  // Scaled to at most 1, so that neither the difference nor the sum can overflow.
  const output = numbers.output / scale;
  const expected = numbers.expected / scale;
  const allowed = Math.max(numbers.absoluteTolerance / scale, numbers.relativeTolerance * Math.abs(expected));
  const excess = Math.max(0, Math.abs(output - expected) - allowed);
  return 1 - excess / (Math.abs(output) + Math.abs(expected));
}

function toNumber(value: JsonValue | undefined): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !DECIMAL.test(value.trim())) return null;
  const number = Number(value.trim());
  return Number.isFinite(number) ? number : null;
}

function notNumber(
  subject: "output" | "expected_output",
  value: JsonValue | undefined,
): { readonly unscoredReason: string; readonly comment: string } {
  const comment = `The ${subject.replace("_", " ")} is ${describeValue(value)}; allowed is a number or its decimal text.`;
  return { unscoredReason: `${subject}_not_number`, comment };
}
