import type { Kysely } from "kysely";
import type { TraceStore } from "../domain/trace/trace-store.js";
import type { Tables } from "./schema.js";

/** Artefacts that are made once and used by all, such as a judge's steps. The first one that is written stays. */
export function createArtifactStore(
  db: Kysely<Tables>,
  now: () => Date,
): Pick<TraceStore, "getArtifact" | "putArtifact"> {
  return {
    async getArtifact(id) {
      const row = await db.selectFrom("artifacts").select("body").where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : JSON.parse(row.body);
    },
    async putArtifact(id, { kind, body }) {
      await db
        .insertInto("artifacts")
        .values({ id, kind, body: JSON.stringify(body), created_at: now().toISOString() })
        .onConflict((c) => c.doNothing())
        .execute();
      const row = await db
        .selectFrom("artifacts")
        .select("body")
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      return JSON.parse(row.body);
    },
  };
}
