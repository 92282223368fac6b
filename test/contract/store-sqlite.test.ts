import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "../../src/domain/store.js";
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

describeStoreContract("SQLite", make);
describeEndingContract("SQLite", make);
describeRefusalContract("SQLite", make);
describeListingContract("SQLite", make);
