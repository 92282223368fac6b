import { AssayError } from "./errors.js";

/** Names become ids of workflows, links and lines of a terminal; the shortest limit among them is Temporal's 255. */
const LONGEST_NAME = 200;

/** A name that cannot be used. */
export class NameInvalidError extends AssayError {
  constructor(kind: string, problem: string) {
    super(
      `The name of ${kind} ${problem}. Allowed are 1 to ${LONGEST_NAME} characters, none of them a control character, and no space at either end.`,
    );
  }
}

/** Returns the name when it can be used. `kind` such as "a dataset". @throws NameInvalidError */
export function checkName(kind: string, name: string): string {
  if (name === "") throw new NameInvalidError(kind, "is empty");
  if (name.length > LONGEST_NAME) throw new NameInvalidError(kind, `has ${name.length} characters`);
  if (/\p{Cc}/u.test(name)) throw new NameInvalidError(kind, `"${name}" has a control character`);
  if (name !== name.trim()) throw new NameInvalidError(kind, `"${name}" has a space at one end`);
  return name;
}
