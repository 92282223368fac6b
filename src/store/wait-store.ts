import type { Kysely } from "kysely";
import type { Wait } from "../domain/wait/wait.js";
import type { WaitStore } from "../domain/wait/wait-store.js";
import { chunked } from "./chunked.js";
import type { Tables } from "./schema.js";

/** What workers wait for: a row per worker and reason, which lasts until the worker's next report or its own end. */
export function createWaitStore(db: Kysely<Tables>): WaitStore {
  return {
    putWaits: ({ reporter, waits }) =>
      db.transaction().execute(async (trx) => {
        await trx.deleteFrom("waits").where("reporter", "=", reporter).execute();
        if (waits.length === 0) return;
        await trx
          .insertInto("waits")
          .values(
            waits.map(({ wait, expiresAt }) => ({
              reporter,
              scope: wait.scope,
              expires_at: expiresAt.toISOString(),
              body: JSON.stringify(wait),
            })),
          )
          .execute();
      }),
    async listWaits({ scopes, now }) {
      const live = db
        .selectFrom("waits")
        .select("body")
        .where("expires_at", ">", now.toISOString())
        .orderBy("body");
      const rows = await live.where("scope", "is", null).execute();
      for (const some of chunked(scopes, 500))
        rows.push(...(await live.where("scope", "in", some).execute()));
      return rows.map(({ body }) => JSON.parse(body) as Wait);
    },
  };
}
