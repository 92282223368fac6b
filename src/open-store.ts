import { join } from "node:path";
import type { Store } from "./domain/store.js";
import type { Environment } from "./environment.js";
import { secureHome } from "./private-files/secure-home.js";
import { processSecrets } from "./secrets/process-secrets.js";
import { redactStore } from "./secrets/redact-store.js";
import { openSqliteStore } from "./store/sqlite.js";

/** Opens the embedded store of an environment, and sees that it is the user's alone. @throws HomeNotPrivateError */
export async function openStore(environment: Environment, report?: (line: string) => void): Promise<Store> {
  secureHome(environment.home, report);
  processSecrets.register(environment.variables);
  return redactStore(await openSqliteStore({ file: join(environment.home, "assay.db") }), processSecrets);
}
