import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "../../src/domain/store.js";
import { createProcessSecrets } from "../../src/secrets/process-secrets.js";
import { redactStore } from "../../src/secrets/redact-store.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { describeEndingContract } from "../support/ending-contract.js";
import { describeListingContract } from "../support/listing-contract.js";
import { describeRefusalContract } from "../support/refusal-contract.js";
import { describeStoreContract } from "../support/store-contract.js";

const make = () => {
  const folder = mkdtempSync(join(tmpdir(), "assay-store-"));
  return {
    open: (now?: () => Date): Promise<Store> =>
      openSqliteStore({ file: join(folder, "assay.db"), ...(now === undefined ? {} : { now }) }),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** The border that hides secrets changes nothing else. */
const makeGuarded = () => {
  const { open, remove } = make();
  const secrets = createProcessSecrets();
  secrets.register({ A_TOKEN: 'tok-"1234\\n' });
  return { remove, open: async (now?: () => Date) => redactStore(await open(now), secrets) };
};

describeStoreContract("SQLite", make);
describeStoreContract("SQLite behind the border of secrets", makeGuarded);
describeEndingContract("SQLite", make);
describeRefusalContract("SQLite", make);
describeListingContract("SQLite", make);
