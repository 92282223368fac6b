import { HIDDEN, type Redactor } from "./redactor.js";

const DEEPEST_CAUSE = 20;
/** What logs and Temporal's failures show of an error. */
const TEXTS = ["message", "stack", "name", "type"] as const;

/**
 * Takes secrets out of an error where it is: message, stack, name, details, its causes and the errors it gathers. The
 * same error is returned, so that its class keeps its meaning. An error that cannot be changed is replaced by one with
 * the same name.
 */
export function redactError(error: unknown, redactor: Pick<Redactor, "text" | "value">, depth = 0): unknown {
  if (!(error instanceof Error)) return redactData(error, redactor);
  if (depth > DEEPEST_CAUSE) return new Error("further causes are not shown");
  const fields = error as unknown as Record<string, unknown>;
  const put = (name: string, value: unknown): boolean =>
    fields[name] === value ||
    Reflect.defineProperty(error, name, { value, writable: true, configurable: true, enumerable: false });
  const isDone = [
    ...TEXTS.map((name) => {
      const text = fields[name];
      return typeof text !== "string" || put(name, redactor.text(text));
    }),
    error.cause === undefined || put("cause", redactError(error.cause, redactor, depth + 1)),
    fields.details === undefined || put("details", redactData(fields.details, redactor)),
    !Array.isArray(fields.errors) ||
      put(
        "errors",
        fields.errors.map((one) => redactError(one, redactor, depth + 1)),
      ),
  ].every(Boolean);
  if (isDone) return error;
  return Object.assign(new Error(redactor.text(error.message)), { name: redactor.text(error.name) });
}

/** Data of any kind; what refers to itself is no data, and is not searched. */
function redactData(value: unknown, redactor: Pick<Redactor, "value">): unknown {
  if (typeof value !== "object" || value === null) return redactor.value(value);
  try {
    JSON.stringify(value);
  } catch {
    return HIDDEN;
  }
  return redactor.value(value);
}
