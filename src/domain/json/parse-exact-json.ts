import { visit } from "jsonc-parser";
import { AssayError } from "../errors.js";
import type { JsonValue } from "./json.js";

/** A number that JavaScript would silently make another of. */
export class NumberInexactError extends AssayError {
  constructor(
    /** Where it stands, such as `input.order_id`. */
    readonly path: string,
    literal: string,
  ) {
    const place = path === "" ? "" : ` at ${path}`;
    super(
      `the number ${shortened(literal)}${place} is too large to be kept exactly (beyond 2^53 − 1, two ids would become one); write it as text, in quotes`,
    );
  }
}

/** A place in a JSON value: keys and indices from the outside in. */
export type JsonPath = readonly (string | number)[];

/**
 * How a number is read that cannot be kept exactly: as an error, as the text that was written, or rounded as JavaScript
 * does.
 */
export type InexactNumberHandling = "refuse" | "text" | "round";

/** Sixteen digits in a row, or an exponent of three: nothing else can be inexact, and few texts have either. */
const MAY_BE_INEXACT = /\d[\d.]{15}|\d[eE]\+?\d{3}/;

/**
 * `JSON.parse` that never gives another number than was written: whole numbers beyond ±(2^53 − 1), where neighbours are
 * rounded to one value, and numbers beyond all bounds are refused, or become the text that was written.
 *
 * Fractions keep the 15 to 17 digits that a double has; 6.02e23 is no identifier and is taken.
 *
 * @throws SyntaxError for what is no JSON, NumberInexactError.
 */
export function parseExactJson(
  text: string,
  decide: (path: JsonPath, literal: string) => InexactNumberHandling = () => "refuse",
): JsonValue {
  const parsed = JSON.parse(text) as JsonValue;
  if (!MAY_BE_INEXACT.test(text)) return parsed;
  const asText: { readonly start: number; readonly end: number }[] = [];
  visit(text, {
    onLiteralValue: (value, offset, length, _line, _column, pathOf) => {
      if (typeof value !== "number") return;
      const literal = text.slice(offset, offset + length);
      if (!isInexact(literal)) return;
      const path = pathOf();
      const decided = decide(path, literal);
      if (decided === "refuse") throw new NumberInexactError(pathText(path), literal);
      if (decided === "text") asText.push({ start: offset, end: offset + length });
    },
  });
  return asText.length === 0 ? parsed : (JSON.parse(quoteAt(text, asText)) as JsonValue);
}

/**
 * The first number of a value that has been rounded already, or would be as JSON; null if there is none. In code, a
 * number that was written with an exponent looks like one that was not: from 1e21 on it counts as intended.
 */
export function findInexactNumber(
  value: unknown,
  path: JsonPath = [],
): { readonly path: string; readonly literal: string } | null {
  if (typeof value === "bigint" || typeof value === "number") {
    const literal = typeof value === "bigint" ? `${value}n` : String(value);
    const isExact = typeof value === "number" ? !isInexact(literal) || !Number.isFinite(value) : false;
    return isExact ? null : { path: pathText(path), literal };
  }
  if (typeof value !== "object" || value === null) return null;
  for (const [key, entry] of Object.entries(value)) {
    const found = findInexactNumber(entry, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found !== null) return found;
  }
  return null;
}

/** A path as one writes it in code: `items[3].input.order_id`. */
export function pathText(path: JsonPath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
}

function isInexact(literal: string): boolean {
  const value = Number(literal);
  if (!Number.isFinite(value)) return true;
  if (Number.isSafeInteger(value)) return false;
  const [, whole = "", fraction = "", exponent] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  if (fraction === "" && exponent === undefined) return Number.isInteger(value);
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  const zerosAfter = digits.length - significant.length + Number(exponent ?? 0) - fraction.length;
  // With an exponent, up to 17 digits are how a double is printed: a measurement, not a name.
  return zerosAfter >= 0 && significant.length > (exponent === undefined ? 15 : 17);
}

function quoteAt(text: string, places: readonly { readonly start: number; readonly end: number }[]): string {
  let quoted = "";
  let after = 0;
  for (const { start, end } of places) {
    quoted += `${text.slice(after, start)}"${text.slice(start, end)}"`;
    after = end;
  }
  return quoted + text.slice(after);
}

function shortened(literal: string): string {
  return literal.length > 40 ? `${literal.slice(0, 39)}…` : literal;
}
