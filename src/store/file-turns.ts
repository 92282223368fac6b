/** One holder at a time; the others wait in the order in which they asked. */
export interface Turns {
  take(): Promise<void>;
  giveBack(): void;
}

const turnsOfFiles = new Map<string, Turns>();

/**
 * The turns of a file's connections within this process.
 *
 * The driver is synchronous: a connection that waits for another one's transaction stops the event loop, and with it
 * the code that would end that transaction. Connections of one process therefore take turns before they ask SQLite;
 * those of different processes wait in SQLite for each other.
 *
 * @param path the file's real path: two spellings of it are one file
 */
export function turnsOf(path: string): Turns {
  const known = turnsOfFiles.get(path);
  if (known !== undefined) return known;
  const made = createTurns();
  turnsOfFiles.set(path, made);
  return made;
}

/** Turns that nobody has taken yet. */
export function createTurns(): Turns {
  const waiting: (() => void)[] = [];
  let taken = false;
  return {
    async take() {
      if (taken) await new Promise<void>((resolve) => waiting.push(resolve));
      taken = true;
    },
    giveBack() {
      const next = waiting.shift();
      // Handed over without being free in between, so that nobody overtakes.
      if (next === undefined) taken = false;
      else next();
    },
  };
}
