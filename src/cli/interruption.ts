/** Exit code of a command ended by Ctrl-C. */
export const INTERRUPTED = 130;

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once. */
export function untilInterrupted(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (asked) process.exit(INTERRUPTED);
        asked = true;
        resolve(signal);
      });
    }
  });
}
