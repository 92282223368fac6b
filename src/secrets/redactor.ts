import { normalForm } from "./normal-form.js";
import { escapedPattern, escapePattern, plainPattern } from "./secret-pattern.js";

/** What stands in place of a secret. */
export const HIDDEN = "[hidden]";

/** Anything that a text may have in place of a secret's characters, but for the plus that stands for a blank in forms. */
const ESCAPES = /%(?:25)*[\da-f]{2}|\\u[\da-f]{4}|\\["'\\/nrtbf]|&(?:amp|lt|gt|quot|apos|#x?[\da-f]+);/i;
/** Shorter normal forms say nothing about a text. */
const SHORTEST_NORMAL = 6;

/** Knows secrets, and takes them out of texts in every writing that docs/security.md names. */
export interface Redactor {
  /** Takes in secrets; those known already are passed over. */
  add(secrets: readonly string[]): void;
  /** The text without secrets; the very same when it has none. */
  text(text: string): string;
  /** A JSON value without secrets, names of fields included; the very same when it has none. */
  value<Value>(value: Value): Value;
}

/** Compiled from the secrets known. */
interface Matcher {
  readonly plain: RegExp;
  /** Any of the normal forms long enough to go by; null when there is none. */
  readonly normal: RegExp | null;
  readonly hasBlanks: boolean;
  /** One each: a single expression for many secrets is too large for the engine to compile. */
  readonly escaped: readonly { readonly form: string; readonly pattern: RegExp }[];
}

/** Makes a redactor. Without secrets it costs nothing; with some, one search per text, and more only for what has escapes. */
export function createRedactor(given: readonly string[] = []): Redactor {
  const known = new Set<string>();
  let matcher: Matcher | null = null;
  const add = (secrets: readonly string[]): void => {
    for (const secret of secrets) {
      if (known.has(secret)) continue;
      known.add(secret);
      matcher = null;
    }
  };
  add(given);
  const text = (input: string): string => {
    if (known.size === 0 || input === "") return input;
    matcher ??= compile([...known]);
    return hideIn(input, matcher);
  };
  return {
    add,
    text,
    value: (value) => (known.size === 0 ? value : (hideInValue(value, text) as typeof value)),
  };
}

/** The longest first, so that one which is the beginning of another does not leave the other's end. */
function compile(secrets: readonly string[]): Matcher {
  const sorted = [...secrets].sort((one, other) => other.length - one.length);
  const escaped = sorted.map((secret) => ({
    form: normalForm(secret),
    pattern: new RegExp(escapedPattern(secret), "gi"),
  }));
  const forms = escaped.map(({ form }) => form).filter((form) => form.length >= SHORTEST_NORMAL);
  return {
    plain: new RegExp(plainPattern(sorted), "gi"),
    normal: forms.length === 0 ? null : new RegExp(forms.map(escapePattern).join("|")),
    hasBlanks: sorted.some((secret) => secret.includes(" ")),
    escaped,
  };
}

function hideIn(text: string, { plain, normal, hasBlanks, escaped }: Matcher): string {
  const visible = replace(text, plain);
  if (!ESCAPES.test(visible) && !(hasBlanks && visible.includes("+"))) return visible;
  const form = normalForm(visible);
  const isLikely = normal?.test(form) ?? false;
  return escaped
    .filter((secret) => secret.form.length < SHORTEST_NORMAL || (isLikely && form.includes(secret.form)))
    .reduce((shown, { pattern }) => replace(shown, pattern), visible);
}

function replace(text: string, pattern: RegExp): string {
  pattern.lastIndex = 0;
  if (!pattern.test(text)) return text;
  return text.replace(pattern, (match: string, ...rest: readonly unknown[]) => {
    const offset = rest.find((part): part is number => typeof part === "number") as number;
    return `${escapeBegun(match, text, offset)}${HIDDEN}`;
  });
}

/** In `\nabc` the n belongs to the escape: taken away, it would leave JSON that cannot be read. */
function escapeBegun(match: string, text: string, offset: number): string {
  let backslashes = 0;
  while (text[offset - 1 - backslashes] === "\\") backslashes += 1;
  if (backslashes % 2 === 0 || match.startsWith("\\")) return "";
  return /^(?:u[\da-f]{4}|["/bfnrt])/i.exec(match)?.[0] ?? "";
}

function hideInValue(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => hideInValue(item, hide));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  if (!isPlainObject(value)) return value;
  let isChanged = false;
  const fields = new Map<string, unknown>();
  for (const [name, field] of Object.entries(value)) {
    const hidden = hideInValue(field, hide);
    const shown = hide(name);
    isChanged ||= hidden !== field || shown !== name;
    fields.set(distinct(shown, fields), hidden);
  }
  return isChanged ? Object.fromEntries(fields) : value;
}

/** Two fields whose names are both hidden stay two. */
function distinct(name: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name} ${number}`)) number += 1;
  return `${name} ${number}`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
