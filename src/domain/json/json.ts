import { AssayError } from "../errors.js";

/** What JSON can carry. Inputs, outputs, configs and metadata are of this type everywhere. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** A value that JSON would drop, distort or refuse; names the path and what was found there. */
export class JsonValueInvalidError extends AssayError {
  constructor(subject: string, path: string, found: string) {
    super(
      `${subject} cannot be stored as JSON: ${found} at ${path}. ` +
        "Allowed are strings, finite numbers, booleans, null, arrays and plain objects of these.",
    );
  }
}

/**
 * Returns the JSON form of a value, or says exactly where it has none.
 *
 * Stricter than `JSON.stringify`, which turns NaN into null and drops functions: a score computed on such
 * an output would be wrong without anyone noticing. Undefined properties are left out, `toJSON` is honoured.
 *
 * @throws JsonValueInvalidError for undefined, functions, symbols, bigints, NaN, infinities, Maps, Sets, cycles and what is nested
 * thousands of levels deep.
 */
export function toJsonValue(value: unknown, subject: string): JsonValue {
  try {
    return convert(value, { subject, path: "$", ancestors: [] });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new JsonValueInvalidError(subject, "$", "more levels of arrays and objects than can be followed");
  }
}

/** True for a plain JSON object, false for arrays, null and primitives. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface Position {
  readonly subject: string;
  readonly path: string;
  readonly ancestors: readonly object[];
}

function convert(value: unknown, at: Position): JsonValue {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    throw new JsonValueInvalidError(at.subject, at.path, String(value));
  }
  if (typeof value !== "object") {
    throw new JsonValueInvalidError(
      at.subject,
      at.path,
      value === undefined ? "undefined" : `a ${typeof value}`,
    );
  }
  if (at.ancestors.includes(value)) throw new JsonValueInvalidError(at.subject, at.path, "a cycle");
  if ("toJSON" in value && typeof value.toJSON === "function") {
    return convert(value.toJSON(), { ...at, ancestors: [...at.ancestors, value] });
  }
  if (value instanceof Map || value instanceof Set || ArrayBuffer.isView(value)) {
    throw new JsonValueInvalidError(at.subject, at.path, `a ${value.constructor.name}`);
  }
  const ancestors = [...at.ancestors, value];
  if (Array.isArray(value)) {
    return value.map((entry, index) => convert(entry, { ...at, path: `${at.path}[${index}]`, ancestors }));
  }
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(
    entries.map(([key, entry]) => [key, convert(entry, { ...at, path: `${at.path}.${key}`, ancestors })]),
  );
}
