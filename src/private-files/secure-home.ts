import { accessSync, chmodSync, constants, mkdirSync, readdirSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { AssayError } from "../domain/errors.js";

/** Folders of ours, with all that is in them. */
const FOLDERS = ["compiled", "temporal", "workers"];
/** Files of ours beside them. Nothing else is touched: the store's folder may be one of the user's own. */
const OWN_FILES = /^(assay|temporal)\.(db(-wal|-shm|-journal)?|log)$/;
const FOR_OTHERS = 0o077;

/** Somebody else owns what holds the store, and could replace it and the code that is run. */
export class HomeNotPrivateError extends AssayError {
  constructor(place: string, owner: { readonly uid: number; readonly own: number }) {
    super(
      `${place} belongs to another user (uid ${owner.uid}, this process is uid ${owner.own}), who could change what is stored and run. Use a folder of your own (ASSAY_HOME), or take it over: chown -R ${owner.own} ${place}`,
    );
  }
}

/** How to treat a home that does not belong to the user alone. */
export interface SecureHomeOptions {
  readonly report?: ((line: string) => void) | undefined;
  /** For those who only read results and run nothing from it: a home that may not be written is nothing to secure. */
  readonly mayBeForeign?: boolean;
}

/**
 * Makes the store's folder, or sees that what is there is the user's own and closed to all others: 0700, its files
 * 0600. What was open is closed, with a word to `report`. @throws HomeNotPrivateError
 */
export function secureHome(
  home: string,
  { report = () => undefined, mayBeForeign = false }: SecureHomeOptions = {},
): void {
  const before = look(home);
  // What is no folder, or below no folder, the store says with its own words.
  if (before === "unusable") return;
  if (mayBeForeign && before !== undefined && !isWritable(home)) return;
  if (before === undefined) {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    return;
  }
  // First, since what lies in a foreign folder cannot always be looked at.
  const wasOpen = close(home, report);
  for (const place of listOwn(home)) close(place, report);
  // Behind a closed folder the modes of files open nothing.
  if (wasOpen)
    report(
      `warning: other users could look into ${home} (mode ${modeOf(before)}); it is closed to them now (mode 0700, its files 0600)`,
    );
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function look(home: string): Stats | "unusable" | undefined {
  try {
    const found = statSync(home, { throwIfNoEntry: false });
    return found === undefined || found.isDirectory() ? found : "unusable";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return "unusable";
    throw error;
  }
}

function listOwn(home: string): readonly string[] {
  const own = readdirSync(home, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory() ? FOLDERS.includes(entry.name) : entry.isFile() && OWN_FILES.test(entry.name),
  );
  const below = own
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join(home, name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() || entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name)),
    );
  return [...own.map(({ name }) => join(home, name)), ...below];
}

/** True when it was open. @throws HomeNotPrivateError */
function close(place: string, report: (line: string) => void): boolean {
  const found = statSync(place, { throwIfNoEntry: false });
  // Other processes of this user make and remove files meanwhile.
  if (found === undefined) return false;
  const own = process.getuid?.();
  // Windows has neither.
  if (own === undefined) return false;
  if (found.uid !== own) throw new HomeNotPrivateError(place, { uid: found.uid, own });
  if ((found.mode & FOR_OTHERS) === 0) return false;
  try {
    chmodSync(place, found.mode & 0o700);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT")
      report(
        `warning: other users can look into ${place} (mode ${modeOf(found)}), and that cannot be changed (${String(code)})`,
      );
    return false;
  }
}

function modeOf({ mode }: Stats): string {
  return (mode & 0o777).toString(8).padStart(4, "0");
}
