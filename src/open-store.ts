import { join } from "node:path";
import type { Store } from "./domain/store.js";
import type { Environment } from "./environment.js";
import { processSecrets } from "./secrets/process-secrets.js";
import { redactStore } from "./secrets/redact-store.js";
import { openSqliteStore } from "./store/sqlite.js";

/** Opens the embedded store of an environment; for who only reads, also where it may not be written. */
export async function openStore(
  environment: Pick<Environment, "home" | "variables">,
  { mayBeReadOnly = false }: { readonly mayBeReadOnly?: boolean } = {},
): Promise<Store> {
  processSecrets.register(environment.variables);
  const file = join(environment.home, "assay.db");
  return redactStore(await openSqliteStore({ file, mayBeReadOnly }), processSecrets);
}

/** The task queue of a store's workflows. */
export function taskQueueOf({ storeId }: Store): string {
  return `assay-${storeId}`;
}
