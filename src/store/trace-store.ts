import type { Kysely } from "kysely";
import type { JsonValue } from "../domain/json/json.js";
import { Observation, type Trace } from "../domain/trace/trace.js";
import type { TraceStore } from "../domain/trace/trace-store.js";
import { chunked } from "./chunked.js";
import { readBody } from "./read-body.js";
import type { Tables } from "./schema.js";

/** Traces, their observations and artefacts. Writes are upserts by id; of an artefact the first that is written stays. */
export function createTraceStore(db: Kysely<Tables>, now: () => Date): TraceStore {
  const getArtifact: TraceStore["getArtifact"] = async (id) => {
    const row = await db.selectFrom("artifacts").select("body").where("id", "=", id).executeTakeFirst();
    return row === undefined ? null : JSON.parse(row.body);
  };
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
    putTrace: (trace) => putTrace(db, trace),
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
    getObservation: (id) => readBody(db, { table: "observations", id, schema: Observation }),
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
    getArtifact,
    async putArtifact(id, { kind, body }) {
      await db
        .insertInto("artifacts")
        .values({ id, kind, body: JSON.stringify(body), created_at: now().toISOString() })
        .onConflict((c) => c.doNothing())
        .execute();
      return (await getArtifact(id)) as JsonValue;
    },
  };
}

/** An observation as its row. */
export function observationRow(observation: Observation): Tables["observations"] {
  const { id, traceId, startedAt } = observation;
  return { id, trace_id: traceId, started_at: startedAt, body: JSON.stringify(observation) };
}

/** Writes a trace, over the one with its id if there is one. */
export async function putTrace(db: Kysely<Tables>, trace: Trace): Promise<void> {
  const text = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
  const { id, name, timestamp, runId, experimentId, metadata } = trace;
  const row = {
    id,
    name,
    timestamp,
    run_id: runId,
    experiment_id: experimentId,
    input: text(trace.input),
    output: text(trace.output),
    metadata: JSON.stringify(metadata),
  };
  await db
    .insertInto("traces")
    .values(row)
    .onConflict((c) => c.column("id").doUpdateSet(row))
    .execute();
}
