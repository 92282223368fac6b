import { z } from "zod";
import type { JsonObject, JsonValue } from "./json.js";

/** Accepts any JSON value; the zod side of `JsonValue`. */
export const JsonValueSchema: z.ZodType<JsonValue> = z.json() as unknown as z.ZodType<JsonValue>;

/** Accepts a JSON object. */
export const JsonObjectSchema: z.ZodType<JsonObject> = z.record(
  z.string(),
  JsonValueSchema,
) as unknown as z.ZodType<JsonObject>;
