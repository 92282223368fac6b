const SHOWN_KEYS = 5;

/**
 * Says what kind of value was received, for messages: `a string of 12 characters`, `an object with keys a, b`.
 *
 * Content is left out on purpose: messages of failures enter the workflow history, where inputs, outputs and
 * secrets must not appear. Only NaN, infinities, booleans, null and undefined are named as they are.
 */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined || typeof value === "boolean") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? "a number" : String(value);
  if (typeof value === "string") {
    return value === "" ? "an empty string" : `a string of ${value.length} characters`;
  }
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : `an array of ${value.length}`;
  if (typeof value !== "object") return `a ${typeof value}`;
  return describeObject(value);
}

function describeObject(value: object): string {
  const constructorName = value.constructor?.name;
  if (constructorName !== undefined && constructorName !== "Object")
    return `an instance of ${constructorName}`;
  const keys = Object.keys(value);
  if (keys.length === 0) return "an empty object";
  const shown = keys.slice(0, SHOWN_KEYS).join(", ");
  return `an object with keys ${shown}${keys.length > SHOWN_KEYS ? ", …" : ""}`;
}
