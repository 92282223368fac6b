import { z } from "zod";
import { EvaluatorOptionsInvalidError } from "./evaluator-options-invalid-error.js";
import { PATH_SYNTAX } from "./json/value-at-path.js";

/** Options of every built-in evaluator. Each option's description is what messages call `allowed`. */
export const COMMON_OPTIONS = {
  /** Name of the evaluator and of its scores. Give one to use the same evaluator twice. */
  name: z.string().min(1).max(200).optional().describe("a string of 1 to 200 characters"),
  /** Compares only this part of output and expected output, such as `answer.items.0`. */
  path: z
    .string()
    .regex(PATH_SYNTAX)
    .optional()
    .describe('property names and array indexes joined by dots, such as "answer.items.0"'),
};

/** Options of every evaluator that compares texts; `normalize` is true and `parseText` false by default. */
export const TEXT_OPTIONS = {
  ...COMMON_OPTIONS,
  /** Ignores differences of Unicode form, width, kinds of space, typographic quotes and line ends. */
  normalize: z.boolean().optional().describe("true or false"),
  /** Parses an output that is a text as JSON, inside a code fence or not, before `path` is applied. */
  parseText: z.boolean().optional().describe("true or false"),
};

/** The option `extract` of evaluators that judge JSON. */
export const EXTRACT_OPTION = z.boolean().optional().describe("true or false");

/** The option `timeoutMs`: as long as a timer of Node.js can wait. */
export const TIMEOUT_OPTION = z
  .number()
  .positive()
  .max(2 ** 31 - 1)
  .optional()
  .describe("milliseconds above 0 and below 2^31");

/** The option `caseSensitive`. */
export const CASE_SENSITIVE_OPTION = z.boolean().optional().describe("true or false");

/**
 * Checks the options of one evaluator strictly: an option that is misspelt is refused, not ignored.
 *
 * @throws EvaluatorOptionsInvalidError naming the evaluator, the option, what was received and what is allowed.
 */
export function parseEvaluatorOptions<Shape extends z.ZodRawShape>(
  evaluator: string,
  definition: {
    readonly schema: z.ZodObject<Shape>;
    readonly options: unknown;
    /** What an option's name is preceded by in messages, such as `criteria[0].`. */
    readonly within?: string;
  },
): z.infer<z.ZodObject<Shape>> {
  const { schema, options, within = "" } = definition;
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const known = Object.keys(schema.shape);
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const option = String(unknown ?? issue?.path[0] ?? "options");
  const described = schema.shape[option] as z.ZodType | undefined;
  throw new EvaluatorOptionsInvalidError(
    {
      evaluator,
      option: `${within}${option}`,
      received: isRecord(options) && option !== "options" ? options[option] : options,
      allowed: described?.description ?? `an object with only the options ${known.join(", ")}`,
    },
    { cause: result.error },
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
