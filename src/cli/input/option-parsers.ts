import { InvalidArgumentError } from "commander";

/** Collects a repeatable option. */
export function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

/** Collects a repeatable `COLUMN=FIELD`; the last = parts them, since columns may have one in their names. */
export function collectMap(
  value: string,
  previous: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const at = value.lastIndexOf("=");
  if (at < 1) throw new InvalidArgumentError(`"${value}" is not COLUMN=FIELD.`);
  const column = value.slice(0, at);
  if (Object.hasOwn(previous, column))
    throw new InvalidArgumentError(`the column "${column}" is mapped twice.`);
  return { ...previous, [column]: value.slice(at + 1) };
}

/** A whole number from 1 on. */
export function wholeNumber(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError(`"${value}" is not a whole number from 1 on.`);
}

/** A port from 1 to 65535. */
export function portNumber(value: string): number {
  const number = wholeNumber(value);
  if (number <= 65_535) return number;
  throw new InvalidArgumentError(`"${value}" is not a port (1 to 65535).`);
}

/** A number strictly between 0 and 1. */
export function openUnit(value: string): number {
  const number = Number(value);
  if (number > 0 && number < 1) return number;
  throw new InvalidArgumentError(`"${value}" is not a number between 0 and 1.`);
}

/** Any finite number, such as a difference, whose sign the command judges itself. */
export function finiteNumber(value: string): number {
  const number = Number(value);
  if (value.trim() !== "" && Number.isFinite(number)) return number;
  throw new InvalidArgumentError(`"${value}" is not a number.`);
}

/** A finite number from 0 on. */
export function nonNegativeNumber(value: string): number {
  const number = finiteNumber(value);
  if (number >= 0) return number;
  throw new InvalidArgumentError(`"${value}" is not a number from 0 on.`);
}

/** A number above 0. */
export function positiveNumber(value: string): number {
  const number = Number(value);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new InvalidArgumentError(`"${value}" is not a number above 0.`);
}
