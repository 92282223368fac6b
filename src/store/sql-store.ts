import { randomUUID } from "node:crypto";
import { DEFAULT_MIGRATION_TABLE, type Kysely, type Migration, Migrator, sql } from "kysely";
import type { Store } from "../domain/store.js";
import { StoreReadOnlyError, StoreUnavailableError } from "../domain/store-errors.js";
import { createBaselineStore } from "./baseline-store.js";
import { createComparisonStore } from "./comparison-store.js";
import { createDatasetStore } from "./dataset-store.js";
import { createEvaluationStore } from "./evaluation-store.js";
import { createExperimentStore } from "./experiment-store.js";
import { createLabelStore } from "./label-store.js";
import { createLookStore } from "./look-store.js";
import { MIGRATIONS } from "./migrations.js";
import { createModelCallStore } from "./model-call-store.js";
import { createNotificationStore } from "./notification-store.js";
import { createRateWindowStore } from "./rate-window-store.js";
import { createRegressionRunStore } from "./regression-run-store.js";
import { createRetryStore } from "./retry-store.js";
import { createRunStore } from "./run-store.js";
import { createRunValueStore } from "./run-value-store.js";
import type { Tables } from "./schema.js";
import { createScoreStore } from "./score-store.js";
import { createStoreCondition, type StorePlace } from "./store-condition.js";
import { createTraceStore } from "./trace-store.js";
import { createTryStore } from "./try-store.js";
import { createWaitStore } from "./wait-store.js";
import { createWorkerStore } from "./worker-store.js";

/** The store over any of Kysely's dialects: brings the schema up to date, then serves the ports. */
export async function createSqlStore(db: Kysely<Tables>, options: StorePlace): Promise<Store> {
  const { now } = options;
  if (!(await isCurrent(db))) await migrate(db, options);
  return {
    storeId: await ensureStoreId(db),
    ...createDatasetStore(db, now),
    ...createExperimentStore(db),
    ...createComparisonStore(db),
    ...createRunStore(db),
    ...createTraceStore(db, now),
    ...createEvaluationStore(db),
    ...createScoreStore(db),
    ...createRunValueStore(db),
    ...createModelCallStore(db),
    ...createTryStore(db),
    ...createRateWindowStore(db),
    ...createRetryStore(db),
    ...createWaitStore(db),
    ...createLabelStore(db),
    ...createLookStore(db),
    ...createWorkerStore(db),
    ...createRegressionRunStore(db),
    ...createNotificationStore(db),
    ...createBaselineStore(db),
    ...createStoreCondition(db, options),
    close: () => db.destroy(),
  };
}

async function migrate(db: Kysely<Tables>, { place, isReadOnly }: StorePlace): Promise<void> {
  if (isReadOnly) {
    throw new StoreReadOnlyError(
      `The store ${place} was made by another version of Assay, and this one would have to migrate it, which its permissions forbid. Ask somebody with write permission to run assay list once, or copy it to a folder that can be written and set ASSAY_HOME to that.`,
    );
  }
  const provider = { getMigrations: async (): Promise<Record<string, Migration>> => MIGRATIONS };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error === undefined) return;
  if (error instanceof Error && error.message.includes("corrupted migrations")) {
    throw new StoreUnavailableError(
      `The store ${place} was made by a newer Assay. Update Assay, or use another store.`,
      { cause: error },
    );
  }
  throw error;
}

/** The migrator takes the write lock before it looks: nothing that only reads should wait for that. */
async function isCurrent(db: Kysely<Tables>): Promise<boolean> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return false;
  const { rows } = await sql<{
    name: string;
  }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
  const known = Object.keys(MIGRATIONS);
  return rows.length === known.length && rows.every(({ name }) => known.includes(name));
}

async function ensureStoreId(db: Kysely<Tables>): Promise<string> {
  const read = () => db.selectFrom("meta").select("value").where("key", "=", "store_id").executeTakeFirst();
  const known = await read();
  if (known !== undefined) return known.value;
  await db
    .insertInto("meta")
    .values({ key: "store_id", value: randomUUID() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await read())?.value as string;
}
