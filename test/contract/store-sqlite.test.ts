import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { describeWholeStoreContract } from "../support/store-contract/whole-store-contract.js";

describeWholeStoreContract("SQLite", () => {
  const folder = mkdtempSync(join(tmpdir(), "assay-store-"));
  return {
    open: (now) => openSqliteStore({ file: join(folder, "assay.db"), ...(now === undefined ? {} : { now }) }),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
});
