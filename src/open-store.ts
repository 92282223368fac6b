import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Store } from "./domain/store.js";
import type { Environment } from "./environment.js";
import { secureHome } from "./private-files/secure-home.js";
import { processSecrets } from "./secrets/process-secrets.js";
import { redactStore } from "./secrets/redact-store.js";
import { openSqliteStore } from "./store/sqlite.js";

/** For whom a store is opened. */
export interface OpenOptions {
  /** For those who only read: a store that may not be written is opened all the same. */
  readonly mayBeReadOnly?: boolean;
  readonly report?: ((line: string) => void) | undefined;
}

/** Where the store of an environment is, and whether it has been made: what opens it makes it. */
export function findStore({ home }: Pick<Environment, "home">): {
  readonly place: string;
  readonly isMade: boolean;
} {
  const place = join(home, "assay.db");
  return { place, isMade: existsSync(place) };
}

/** Opens the embedded store of an environment, and sees that it is the user's alone. @throws HomeNotPrivateError */
export async function openStore(
  environment: Pick<Environment, "home" | "variables">,
  { mayBeReadOnly = false, report }: OpenOptions = {},
): Promise<Store> {
  secureHome(environment.home, { report, mayBeForeign: mayBeReadOnly });
  processSecrets.register(environment.variables);
  const { place } = findStore(environment);
  return redactStore(await openSqliteStore({ file: place, mayBeReadOnly }), processSecrets);
}
