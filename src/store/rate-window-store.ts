import { type Kysely, sql } from "kysely";
import { claimedMs, type RateWindow, waitOfClaimMs } from "../domain/model/rate-window.js";
import type { Tables } from "./schema.js";

/** Limits per minute over all workers of a store: a row per limit says where its line ends, one per pause when it does. */
export function createRateWindowStore(db: Kysely<Tables>): RateWindow {
  return {
    async reserveRate({ claims, at }) {
      const atMs = at.getTime();
      const rows = await db
        .insertInto("rate_windows")
        .values(
          [...claims]
            // Always in the same order: two workers that lock the same rows the other way round would deadlock.
            .sort((one, other) => (one.key < other.key ? -1 : 1))
            .map((claim) => ({ key: claim.key, line_ends_at_ms: atMs + claimedMs(claim) })),
        )
        // A line that ended in the past starts anew now; what is given back is taken off wherever it ends.
        .onConflict((conflict) =>
          conflict.column("key").doUpdateSet({
            line_ends_at_ms: sql<number>`case
              when rate_windows.line_ends_at_ms > ${atMs} or excluded.line_ends_at_ms < ${atMs}
              then rate_windows.line_ends_at_ms + (excluded.line_ends_at_ms - ${atMs})
              else excluded.line_ends_at_ms end`,
          }),
        )
        .returning(["key", "line_ends_at_ms"])
        .execute();
      const lineEnds = new Map(rows.map((row) => [row.key, row.line_ends_at_ms]));
      const waits = claims.map((claim) =>
        waitOfClaimMs(claim, { lineEndsAtMs: lineEnds.get(claim.key) ?? atMs, atMs }),
      );
      return { waitMs: Math.max(0, ...waits) };
    },
    async notePause({ key, untilMs }) {
      await db
        .insertInto("rate_windows")
        .values({ key, line_ends_at_ms: untilMs })
        .onConflict((conflict) =>
          conflict
            .column("key")
            .doUpdateSet({ line_ends_at_ms: untilMs })
            .where("rate_windows.line_ends_at_ms", "<", untilMs),
        )
        .execute();
    },
    async findPauseMs(key) {
      const row = await db
        .selectFrom("rate_windows")
        .select("line_ends_at_ms")
        .where("key", "=", key)
        .executeTakeFirst();
      return row?.line_ends_at_ms ?? null;
    },
  };
}
