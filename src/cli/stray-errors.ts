import { printableText } from "../formatting/printable-text.js";

let end: (error: unknown) => void = () => undefined;

/** Ends the process at an error that nothing handles, until a command survives it; `explain` tells it and gives the exit code. */
export function endAtStrayErrors(explain: (error: unknown) => number): void {
  end = (error) => process.exit(explain(error));
  // Node.js itself would write past the border that hides secrets.
  process.on("uncaughtException", end);
}

/**
 * Keeps a process with a worker alive through what user code throws where nobody waits for it: in a timer, an event
 * handler, a promise it left behind. Ending would lose every other call in flight, and the next worker would meet
 * the same. The call itself fails by its own time-out when it depended on what broke. Also when the command has ended:
 * what throws then must not take its verdict's place, least of all as a 1.
 */
export function surviveStrayErrors({ verbose }: { readonly verbose: boolean }): void {
  const say = (error: unknown): void => {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const stack = verbose && error instanceof Error ? `\n${error.stack ?? ""}` : "";
    process.stderr.write(
      printableText(
        `assay: user code threw an error that nothing handles (in a timer, an event handler or a promise that is not awaited); the experiment continues: ${text}${stack}\n`,
      ),
    );
  };
  process.off("uncaughtException", end);
  process.on("unhandledRejection", say);
  process.on("uncaughtException", say);
}

/** A reader that has seen enough (`assay export … | head`) is no error: the command just ends. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === "EPIPE";
}
