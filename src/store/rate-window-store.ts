import { type Kysely, type RawBuilder, sql } from "kysely";
import {
  claimedMs,
  LONGEST_SHARED_PAUSE_MS,
  type RateWindow,
  waitOfClaimMs,
} from "../domain/model/rate-window.js";
import type { Tables } from "./schema.js";

/** Clocks further apart than this are wrong: no two workers write so far out of order. */
const CLOCK_TOLERANCE_MS = 30_000;

/** Limits per minute over all workers of a store: a row per limit says where its line ends, one per pause when it does. */
export function createRateWindowStore(db: Kysely<Tables>): RateWindow {
  /** When this worker was last at each line, by its own clock. */
  const visitedAtMs = new Map<string, number>();
  return {
    async reserveRate({ claims, at }) {
      const atMs = at.getTime();
      const keys = claims.map(({ key }) => key);
      const rows = await db
        .insertInto("rate_windows")
        .values(
          [...claims]
            // Always in the same order: two workers that lock the same rows the other way round would deadlock.
            .sort((one, other) => (one.key < other.key ? -1 : 1))
            .map((claim) => ({ key: claim.key, line_ends_at_ms: atMs + claimedMs(claim), at_ms: atMs })),
        )
        .onConflict((conflict) =>
          conflict.column("key").doUpdateSet({
            line_ends_at_ms: lineEnd(atMs, visitOf(keys, { visitedAtMs, atMs })),
            at_ms: sql<number>`case when excluded.line_ends_at_ms < ${atMs} then rate_windows.at_ms else ${atMs} end`,
          }),
        )
        .returning(["key", "line_ends_at_ms"])
        .execute();
      for (const key of keys) visitedAtMs.set(key, atMs);
      const lineEnds = new Map(rows.map((row) => [row.key, row.line_ends_at_ms]));
      const waits = claims.map((claim) =>
        waitOfClaimMs(claim, { lineEndsAtMs: lineEnds.get(claim.key) ?? atMs, atMs }),
      );
      return { waitMs: Math.max(0, ...waits) };
    },
    async notePause({ key, untilMs }) {
      await db
        .insertInto("rate_windows")
        .values({ key, line_ends_at_ms: untilMs, at_ms: 0 })
        .onConflict((conflict) =>
          conflict
            .column("key")
            .doUpdateSet({ line_ends_at_ms: untilMs })
            .where((e) =>
              e.or([
                e("rate_windows.line_ends_at_ms", "<", untilMs),
                // Told by a clock that is wrong.
                e("rate_windows.line_ends_at_ms", ">", untilMs + LONGEST_SHARED_PAUSE_MS),
              ]),
            ),
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

/**
 * Where a line ends after a claim, by the clock of whoever claims. What is given back is taken off wherever the line
 * ends; a line that ended in the past starts again now.
 *
 * A row was written by another clock, and that may be wrong by a day. Where its clock is ahead, what is left of the
 * line is what was left when it was written; where it lies before this worker's last visit, at most the time since that
 * visit has gone by. So a wrong clock holds up nobody for longer than its line is, nor does it free anyone of the line.
 */
function lineEnd(atMs: number, visit: RawBuilder<number>): RawBuilder<number> {
  const row = { end: sql.ref("rate_windows.line_ends_at_ms"), at: sql.ref("rate_windows.at_ms") };
  const end = sql.ref("excluded.line_ends_at_ms");
  return sql<number>`case
    when ${end} < ${atMs} then ${row.end} + (${end} - ${atMs})
    when ${row.at} > ${atMs + CLOCK_TOLERANCE_MS} then ${end} + ${positivePart(sql`${row.end} - ${row.at}`)}
    when ${row.at} < ${visit} - ${CLOCK_TOLERANCE_MS}
    then ${end} + ${positivePart(sql`${row.end} - ${row.at} - (${atMs} - ${visit})`)}
    when ${row.end} > ${atMs} then ${row.end} + (${end} - ${atMs})
    else ${end} end`;
}

/** Not `max(0, …)`, which SQLite alone has. */
function positivePart(value: RawBuilder<number>): RawBuilder<number> {
  return sql<number>`case when ${value} > 0 then ${value} else 0 end`;
}

/** This worker's last visit of the row at hand; long ago where there was none, so that the row's own time counts. */
function visitOf(
  keys: readonly string[],
  { visitedAtMs, atMs }: { readonly visitedAtMs: ReadonlyMap<string, number>; readonly atMs: number },
): RawBuilder<number> {
  const visits = keys.map((key) => {
    // One in the future was made before this worker's own clock was put back.
    const visit = visitedAtMs.get(key) ?? 0;
    return sql`when ${key} then ${visit > atMs ? 0 : visit}`;
  });
  // Said to be no integer, for which some engines would take the parameters beside a bare 0.
  return sql<number>`(case rate_windows.key ${sql.join(visits, sql` `)} else cast(0 as double precision) end)`;
}
