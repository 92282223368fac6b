import { z } from "zod";
import { ExperimentOptionsInvalidError } from "../domain/experiment/experiment-errors.js";

/** A part of a definition, checked. @throws ExperimentOptionsInvalidError naming the definition */
export function parseOption<Schema extends z.ZodType>(
  definition: string,
  schema: Schema,
  value: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ExperimentOptionsInvalidError(definition, z.prettifyError(parsed.error));
}
