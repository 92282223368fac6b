import { type LiquidError, UndefinedVariableError } from "liquidjs";
import { AssayError } from "../domain/errors.js";
import type { JsonObject, JsonValue } from "../domain/json/json.js";
import { PermanentError } from "../domain/permanent-error.js";
import { createTemplateEngine } from "./template-engine.js";
import { BoundedContext, TEMPLATE_LIMITS, TemplateLimitReachedError } from "./template-limits.js";

const SHOWN_NAMES = 20;

const engine = createTemplateEngine();

/** A template that cannot be rendered, whatever the item. */
export class TemplateInvalidError extends PermanentError {}

/** A template did more than any prompt needs, for this item. */
export class TemplateTooLargeError extends PermanentError {}

/** A template took too long, on a machine that may be faster another time: no reason to give the run up. */
export class TemplateTooSlowError extends AssayError {}

/** A template names a variable that is not there. */
export class TemplateVariableMissingError extends PermanentError {}

/** What is wrong with a template's syntax, with line and column; null when nothing is. */
export function findTemplateProblem(text: string): string | null {
  if (text.length > TEMPLATE_LIMITS.templateCharacters)
    return `longer than ${TEMPLATE_LIMITS.templateCharacters.toLocaleString("en-US")} characters`;
  try {
    engine.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Renders a template.
 *
 * @throws TemplateVariableMissingError naming variable, template and the names there are, without their values.
 * @throws TemplateInvalidError when it cannot be parsed, or a filter fails.
 * @throws TemplateTooLargeError, TemplateTooSlowError naming the limit.
 */
export function renderTemplate({
  name,
  text,
  variables,
  subject,
}: {
  /** What the template is, for messages, such as `prompt`. */
  readonly name: string;
  readonly text: string;
  readonly variables: JsonObject;
  /** Whose variables they are, for messages, such as `item "item-1"`. */
  readonly subject: string;
}): string {
  try {
    return engine.renderSync(engine.parse(text), new BoundedContext(engine, variables)) as string;
  } catch (error) {
    const reached = findLimitReached(error);
    if (reached !== null) throw describeLimit(reached, { name, subject });
    if (error instanceof UndefinedVariableError)
      throw new TemplateVariableMissingError(describeMissing(error, { name, variables, subject }), {
        cause: error,
      });
    const problem = error instanceof Error ? error.message : String(error);
    throw new TemplateInvalidError(`The template "${name}" cannot be rendered for ${subject}: ${problem}.`, {
      cause: error,
    });
  }
}

interface ReachedLimit {
  readonly limit: TemplateLimitReachedError;
  /** `(line 1, column 1) `, where it is known. */
  readonly place: string;
}

function findLimitReached(error: unknown): ReachedLimit | null {
  if (error instanceof TemplateLimitReachedError) return { limit: error, place: "" };
  const { originalError, token } = error as Partial<LiquidError>;
  if (!(originalError instanceof TemplateLimitReachedError)) return null;
  const [line, column] = token?.getPosition() ?? [];
  return { limit: originalError, place: line === undefined ? "" : ` (line ${line}, column ${column})` };
}

function describeLimit(
  { limit, place }: ReachedLimit,
  { name, subject }: { readonly name: string; readonly subject: string },
): AssayError {
  const message =
    `The template "${name}" ${limit.message} for ${subject}${place}. ` +
    "Let it loop over less ({% for … limit: 100 %}), or shorten what the item brings.";
  return limit.limit === "milliseconds"
    ? new TemplateTooSlowError(message, { cause: limit })
    : new TemplateTooLargeError(message, { cause: limit });
}

function describeMissing(
  error: LiquidError,
  {
    name,
    variables,
    subject,
  }: { readonly name: string; readonly variables: JsonObject; readonly subject: string },
): string {
  // The template's own words: the name as resolved may hold content, as in {{ input[question] }}.
  const { token } = error;
  const [line, column] = token.getPosition();
  const found = namesBeside(error, variables);
  return (
    `The template "${name}" names ${token.getText()} (line ${line}, column ${column}), which ${subject} does not have. ` +
    `${found.parent === "" ? "Variables there" : `Under ${found.parent} there`} are: ${listNames(found.names)}. ` +
    "Correct the template or the item; {% if %} and the filter default allow for a variable that may be missing."
  );
}

/** The names at the place where the missing one was looked for. */
function namesBeside(
  error: LiquidError,
  variables: JsonObject,
): { readonly parent: string; readonly names: readonly string[] } {
  const missing = (error.originalError as { readonly variableName?: string } | undefined)?.variableName ?? "";
  let parent = "";
  let value: JsonValue = variables;
  for (const key of missing.split(".").slice(0, -1)) {
    const next: JsonValue | undefined =
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Readonly<Record<string, JsonValue>>)[key]
        : undefined;
    if (typeof next !== "object" || next === null) break;
    parent = parent === "" ? key : `${parent}.${key}`;
    value = next;
  }
  return { parent, names: Array.isArray(value) ? [] : Object.keys(value as JsonObject) };
}

function listNames(names: readonly string[]): string {
  if (names.length === 0) return "none";
  const more = names.length - SHOWN_NAMES;
  return `${names.slice(0, SHOWN_NAMES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
