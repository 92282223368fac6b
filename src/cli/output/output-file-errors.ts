import { AssayError } from "../../domain/errors.js";

/** A file that a command was told to write cannot be written. */
export class OutputFileUnwritableError extends AssayError {
  constructor(file: string, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    super(
      `The output file ${file} cannot be written (${code ?? message}). Check its folder, or name another file.`,
      { cause },
    );
  }
}
