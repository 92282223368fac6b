import { createHash } from "node:crypto";
import { resolve } from "node:path";

/**
 * A namespace that only the server of this database file has. It holds nothing: asking for it tells whether the
 * server at an address is the project's own or a stranger's that took the port first.
 */
export function ownNamespace(databaseFile: string): string {
  return `assay-${createHash("sha256").update(resolve(databaseFile)).digest("hex").slice(0, 12)}`;
}
