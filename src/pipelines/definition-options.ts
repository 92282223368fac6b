import { type ZodType, z } from "zod";
import { describeValue } from "../domain/json/value-description.js";
import { isSchema } from "./is-schema.js";
import { PipelineDefinitionInvalidError } from "./pipeline-definition-invalid-error.js";

const EXPECTED = "Invalid input: expected ";

/** What a refinement allows, wrapped in zod's words; `parsePipelineDefinition` removes the wrapping. */
export function expected(allowed: string): string {
  return `${EXPECTED}${allowed}`;
}

/** An option that takes the user's own zod schema. */
export const SCHEMA_OPTION = z
  .custom<ZodType>(isSchema, expected("a zod 4 schema"))
  .optional()
  .describe("a zod 4 schema");

/** Longest time for one call. */
export const TIMEOUT_OPTION = z
  .number()
  .positive()
  .lt(2 ** 31)
  .optional()
  .describe("milliseconds above 0 and below 2^31");

/** Largest answer that is taken, in bytes. */
export const MAX_OUTPUT_BYTES_OPTION = z
  .int()
  .min(1)
  .default(64 * 1024 * 1024)
  .describe("a whole number of bytes from 1");

/**
 * Checks a definition strictly: types vanish at run time, and an option that is misspelt is refused, not ignored.
 * Each option's description is what messages call `allowed`; a refinement's own message takes its place.
 *
 * @throws PipelineDefinitionInvalidError naming the option, what was received and what is allowed.
 */
export function parsePipelineDefinition<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  definition: unknown,
): z.infer<z.ZodObject<Shape>> {
  const result = schema.safeParse(definition);
  if (result.success) return result.data;
  const issue = result.error.issues[0] as z.core.$ZodIssue;
  const known = Object.keys(schema.shape);
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] as string] : issue.path;
  const option = path.join(".");
  throw new PipelineDefinitionInvalidError(
    {
      option: option === "" ? "definition" : option,
      received: describeValue(valueAt(definition, path)),
      allowed: allowed({ issue, known, option: schema.shape[String(issue.path[0])] as ZodType | undefined }),
    },
    { cause: result.error },
  );
}

function allowed({
  issue,
  known,
  option,
}: {
  readonly issue: z.core.$ZodIssue;
  readonly known: readonly string[];
  readonly option: ZodType | undefined;
}): string {
  if (issue.code === "custom" && issue.message.startsWith(EXPECTED))
    return issue.message.slice(EXPECTED.length);
  if (issue.code === "unrecognized_keys" && issue.path.length === 0)
    return `only the options ${known.join(", ")}`;
  return option?.description ?? `an object with the options ${known.join(", ")}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found: unknown = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Readonly<Record<PropertyKey, unknown>>)[key];
  }
  return found;
}
