import type { Kysely } from "kysely";
import type { Tables } from "../schema.js";

/** What anchors belong to stood in metadata before it had a place of its own. */
export async function anchorsByRole(db: Kysely<unknown>): Promise<void> {
  const tables = db.withTables<Pick<Tables, "comparisons" | "experiments">>();
  for (const table of ["experiments", "comparisons"] as const) {
    const rows = await tables
      .selectFrom(table)
      .select(["id", "body"])
      .where("body", "like", "%nchors%")
      .execute();
    for (const { id, body } of rows) {
      const changed = JSON.stringify(withRole(JSON.parse(body)));
      await tables.updateTable(table).set({ body: changed }).where("id", "=", id).execute();
    }
  }
}

function withRole({
  metadata,
  ...body
}: {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly pipeline?: string;
  readonly role?: unknown;
}): object {
  if (body.role !== undefined) return { ...body, metadata };
  const { anchors_of, anchors_experiment_id, anchorsExperimentId, ...rest } = metadata;
  if (body.pipeline === undefined) {
    return { ...body, metadata: rest, anchorsExperimentId: anchorsExperimentId ?? null };
  }
  const role =
    body.pipeline === "assay/anchors"
      ? { kind: "anchors", besideExperimentId: anchors_of ?? null }
      : { kind: "variant", anchorsExperimentId: anchors_experiment_id ?? null };
  return { ...body, metadata: rest, role };
}
