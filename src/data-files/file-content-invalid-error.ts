import { AssayError } from "../domain/errors.js";

/** A file's content cannot be read; which file it is, and what was not done, its reader says. */
export class FileContentInvalidError extends AssayError {
  constructor(
    /** Such as `line 3`; empty where the whole file is meant. */
    readonly place: string,
    readonly problem: string,
  ) {
    super(place === "" ? problem : `${place}: ${problem}`);
  }
}
