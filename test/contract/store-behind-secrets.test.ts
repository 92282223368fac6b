import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createProcessSecrets } from "../../src/secrets/process-secrets.js";
import { redactStore } from "../../src/secrets/redact-store.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { describeWholeStoreContract } from "../support/store-contract/whole-store-contract.js";

// The border that hides secrets changes nothing else.
describeWholeStoreContract("SQLite behind the border of secrets", () => {
  const folder = mkdtempSync(join(tmpdir(), "assay-store-"));
  const secrets = createProcessSecrets();
  secrets.register({ A_TOKEN: 'tok-"1234\\n' });
  return {
    open: async (now) => {
      const store = await openSqliteStore({
        file: join(folder, "assay.db"),
        ...(now === undefined ? {} : { now }),
      });
      return redactStore(store, secrets);
    },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
