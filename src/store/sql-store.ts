import { randomUUID } from "node:crypto";
import { type Kysely, type Migration, Migrator } from "kysely";
import type { Store } from "../domain/store.js";
import { StoreUnavailableError } from "../domain/store-errors.js";
import { createDatasetStore } from "./dataset-store.js";
import { createExperimentStore } from "./experiment-store.js";
import { createLabelStore } from "./label-store.js";
import { MIGRATIONS } from "./migrations.js";
import { createModelCallStore } from "./model-call-store.js";
import { createRateWindowStore } from "./rate-window-store.js";
import { createRetryStore } from "./retry-store.js";
import { createRunStore } from "./run-store.js";
import { createRunValueStore } from "./run-value-store.js";
import type { Tables } from "./schema.js";
import { createScoreStore } from "./score-store.js";
import { createTraceStore } from "./trace-store.js";
import { createWorkerStore } from "./worker-store.js";

/** The store over any of Kysely's dialects: brings the schema up to date, then serves the ports. */
export async function createSqlStore(
  db: Kysely<Tables>,
  options: { readonly now: () => Date; readonly place: string },
): Promise<Store> {
  await migrate(db, options.place);
  return {
    storeId: await ensureStoreId(db),
    ...createDatasetStore(db, options.now),
    ...createExperimentStore(db),
    ...createRunStore(db),
    ...createTraceStore(db, options.now),
    ...createScoreStore(db),
    ...createRunValueStore(db),
    ...createModelCallStore(db),
    ...createRateWindowStore(db),
    ...createRetryStore(db),
    ...createLabelStore(db),
    ...createWorkerStore(db),
    close: () => db.destroy(),
  };
}

async function migrate(db: Kysely<Tables>, place: string): Promise<void> {
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
