import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { AssayError } from "../domain/errors.js";
import { printableText } from "../formatting/printable-text.js";
import { guardStream } from "../secrets/guard-stream.js";
import { processSecrets } from "../secrets/process-secrets.js";
import { createProgram } from "./program.js";
import { endAtStrayErrors, isClosedPipe } from "./stray-errors.js";

/** Bad input and broken infrastructure; 1, 3 and 4 are verdicts. */
const ERROR = 2;

/** Runs the command line. Sets the exit code; never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const verbose = argv.includes("--verbose");
  processSecrets.register(process.env);
  for (const stream of [process.stdout, process.stderr]) {
    guardStream(stream, processSecrets);
    // Whoever writes gets the error too, and decides there. A reader of stderr that has gone must not be told so on stderr.
    stream.on("error", () => undefined);
  }
  const program = createProgram(version);
  program.hook("preAction", () => endAtStrayErrors((error) => explain(error, verbose)));
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    process.exitCode = explain(error, verbose);
  }
}

function explain(error: unknown, verbose: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : ERROR;
  if (isClosedPipe(error)) return 0;
  const message =
    error instanceof AssayError
      ? error.message
      : error instanceof Error
        ? `${error.name}: ${error.message}`
        : String(error);
  process.stderr.write(printableText(`assay: ${message}\n`));
  if (verbose && error instanceof Error) process.stderr.write(`${printableText(error.stack ?? "")}\n`);
  return ERROR;
}
