import { rename, rm, writeFile } from "node:fs/promises";
import { AssayError } from "../domain/errors.js";

/** The file of --output cannot be written. */
export class OutputFileUnwritableError extends AssayError {
  constructor(file: string, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    super(
      `The output file ${file} cannot be written (${code ?? message}). Check its folder, or name another with --output.`,
      { cause },
    );
  }
}

/**
 * Writes the file of --output, which appears under its name only when it is whole.
 *
 * @throws OutputFileUnwritableError
 */
export async function writeOutputFile(file: string, text: string): Promise<void> {
  const unfinished = `${file}.${process.pid}.part`;
  try {
    await writeFile(unfinished, text);
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw new OutputFileUnwritableError(file, error);
  }
}
