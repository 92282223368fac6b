import { type Kysely, sql } from "kysely";
import type { TryStore } from "../domain/model/model-call-store.js";
import type { Tables } from "./schema.js";

/** Tries of steps: a row each, that counts. */
export function createTryStore(db: Kysely<Tables>): TryStore {
  return {
    async beginTry(id) {
      const { started, ended, failures } = await db
        .insertInto("tries")
        .values({ id, started: 1, ended: 0, failures: 0, forgiven: 0 })
        .onConflict((c) => c.column("id").doUpdateSet({ started: sql`tries.started + 1` }))
        .returning(["started", "ended", "failures"])
        .executeTakeFirstOrThrow();
      return { started, lost: started - 1 - ended, failures };
    },
    async endTry(id, { failed }) {
      const { failures, forgiven } = await db
        .updateTable("tries")
        .set({ ended: sql`ended + 1`, failures: sql`failures + ${failed ? 1 : 0}` })
        .where("id", "=", id)
        .returning(["failures", "forgiven"])
        .executeTakeFirstOrThrow();
      return { failures, used: failures - forgiven };
    },
  };
}
