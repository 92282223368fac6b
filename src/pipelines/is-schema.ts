import { ZodType } from "zod";

/** True for a zod 4 schema; by shape where the user's zod is another copy than ours, for which `instanceof` would say no. */
export function isSchema(value: unknown): value is ZodType {
  if (value instanceof ZodType) return true;
  return typeof value === "object" && value !== null && "_zod" in value && "safeParseAsync" in value;
}
