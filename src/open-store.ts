import { join } from "node:path";
import type { Store } from "./domain/store.js";
import type { Environment } from "./environment.js";
import { processSecrets } from "./secrets/process-secrets.js";
import { redactStore } from "./secrets/redact-store.js";
import { openSqliteStore } from "./store/sqlite.js";

/** Opens the embedded store of an environment. */
export async function openStore(environment: Environment): Promise<Store> {
  processSecrets.register(environment.variables);
  return redactStore(await openSqliteStore({ file: join(environment.home, "assay.db") }), processSecrets);
}

/** The task queue of a store's workflows. */
export function taskQueueOf({ storeId }: Store): string {
  return `assay-${storeId}`;
}
