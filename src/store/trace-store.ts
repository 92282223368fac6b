import type { Kysely } from "kysely";
import { Observation, type Trace } from "../domain/trace/trace.js";
import type { TraceStore } from "../domain/trace/trace-store.js";
import { chunked } from "./chunked.js";
import type { Tables } from "./schema.js";

type Traces = Omit<TraceStore, "getArtifact" | "putArtifact">;

/** Traces and their observations; writes are upserts by id. */
export function createTraceStore(db: Kysely<Tables>): Traces {
  return {
    async getTrace(id) {
      const row = await db.selectFrom("traces").selectAll().where("id", "=", id).executeTakeFirst();
      if (row === undefined) return null;
      const parse = (text: string | null) => (text === null ? null : JSON.parse(text));
      const { name, timestamp, run_id: runId, experiment_id: experimentId } = row;
      return {
        id,
        name,
        timestamp,
        runId,
        experimentId,
        input: parse(row.input),
        output: parse(row.output),
        metadata: JSON.parse(row.metadata),
      };
    },
    async putTrace(trace) {
      const row = traceRow(trace);
      await db
        .insertInto("traces")
        .values(row)
        .onConflict((c) => c.column("id").doUpdateSet(row))
        .execute();
    },
    async putObservations(observations) {
      for (const part of chunked(observations, 500)) {
        const rows = part.map(observationRow);
        await db
          .insertInto("observations")
          .values(rows)
          .onConflict((c) =>
            c.column("id").doUpdateSet((e) => ({
              body: e.ref("excluded.body"),
              started_at: e.ref("excluded.started_at"),
            })),
          )
          .execute();
      }
    },
    async getObservation(id) {
      const row = await db.selectFrom("observations").select("body").where("id", "=", id).executeTakeFirst();
      return row === undefined ? null : Observation.parse(JSON.parse(row.body));
    },
    async listObservations(traceId) {
      const rows = await db
        .selectFrom("observations")
        .select("body")
        .where("trace_id", "=", traceId)
        .orderBy("started_at")
        .orderBy("id")
        .execute();
      return rows.map(({ body }) => Observation.parse(JSON.parse(body)));
    },
  };
}

/** An observation as its row. */
export function observationRow(observation: Observation): Tables["observations"] {
  const { id, traceId, startedAt } = observation;
  return { id, trace_id: traceId, started_at: startedAt, body: JSON.stringify(observation) };
}

/** A trace as its row. */
export function traceRow(trace: Trace): Tables["traces"] {
  const text = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  const { id, name, timestamp, runId, experimentId, metadata } = trace;
  return {
    id,
    name,
    timestamp,
    run_id: runId,
    experiment_id: experimentId,
    input: text(trace.input),
    output: text(trace.output),
    metadata: JSON.stringify(metadata),
  };
}
