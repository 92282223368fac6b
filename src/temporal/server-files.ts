import { join } from "node:path";

/** The files of a project's embedded server. */
export function serverFiles(home: string): {
  readonly folder: string;
  readonly lock: string;
  readonly database: string;
  readonly log: string;
} {
  const folder = join(home, "temporal");
  return {
    folder,
    lock: join(folder, "lock.db"),
    database: join(home, "temporal.db"),
    log: join(home, "temporal.log"),
  };
}
