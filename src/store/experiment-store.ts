import type { Kysely, Transaction } from "kysely";
import { Comparison } from "../domain/comparison/comparison.js";
import { Experiment } from "../domain/experiment/experiment.js";
import { ExperimentAlreadyExistsError } from "../domain/experiment/experiment-errors.js";
import type { ExperimentName } from "../domain/experiment/experiment-name.js";
import type { ExperimentStore } from "../domain/experiment/experiment-store.js";
import { isSameCode } from "../domain/experiment/is-same-code.js";
import type { ComparisonStore } from "./comparison-store.js";
import { changeRow, findBody } from "./experiment-rows.js";
import type { Tables } from "./schema.js";

const UNENDED = ["pending", "running"] as const;

type Experiments = Omit<ExperimentStore, keyof ComparisonStore>;

/** Experiments: a JSON body each, with the columns that filters need; and what is asked of them and comparisons together. */
export function createExperimentStore(db: Kysely<Tables>): Experiments {
  return {
    async createExperiment(experiment) {
      const { id, name, definition, status } = experiment;
      const row = {
        id,
        name,
        definition,
        status,
        dataset_name: experiment.datasetName,
        comparison_id: experiment.comparisonId,
      };
      const values = { ...row, created_at: experiment.createdAt, body: JSON.stringify(experiment) };
      const { numInsertedOrUpdatedRows } = await db
        .insertInto("experiments")
        .values(values)
        .onConflict((c) => c.doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n) throw new ExperimentAlreadyExistsError(name);
    },
    async getExperiment(reference) {
      const row = await findBody(db, "experiments", reference);
      return row === null ? null : parseExperiment(row);
    },
    async listExperiments({ limit, offset = 0, datasetName, definition, comparisonId }) {
      let query = db
        .selectFrom("experiments")
        .select("body")
        .orderBy("sequence", "desc")
        .limit(limit)
        .offset(offset);
      if (datasetName !== undefined) query = query.where("dataset_name", "=", datasetName);
      if (definition !== undefined) query = query.where("definition", "=", definition);
      if (comparisonId !== undefined) query = query.where("comparison_id", "=", comparisonId);
      return (await query.execute()).map(({ body }) => parseExperiment(body));
    },
    listNames: () => listNames(db),
    async updateExperiment(id, change) {
      await changeRow(db, { table: "experiments", id, schema: Experiment, change });
    },
    noteCode: (id, code) => db.transaction().execute((trx) => noteCode(trx, id, code)),
    transitExperiment: (id, transition) =>
      changeRow(db, { table: "experiments", id, schema: Experiment, ...transition }),
    async listUnended() {
      const bodies = async (table: "experiments" | "comparisons"): Promise<readonly string[]> => {
        const query = db.selectFrom(table).select("body").where("status", "in", UNENDED);
        return (await query.orderBy("sequence").execute()).map(({ body }) => body);
      };
      return {
        experiments: (await bodies("experiments")).map(parseExperiment),
        comparisons: (await bodies("comparisons")).map((body) => Comparison.parse(JSON.parse(body))),
      };
    },
  };
}

function parseExperiment(body: string): Experiment {
  return Experiment.parse(JSON.parse(body));
}

async function noteCode(
  trx: Transaction<Tables>,
  ...[id, code]: Parameters<ExperimentStore["noteCode"]>
): Promise<void> {
  const row = await findBody(trx, "experiments", id);
  if (row === null) return;
  const experiment = parseExperiment(row);
  const { ranUnder = [] } = experiment;
  if (ranUnder.some((known) => known.made === code.made && isSameCode(known, code))) return;
  const body = JSON.stringify({ ...experiment, ranUnder: [...ranUnder, code] });
  await trx.updateTable("experiments").set({ body }).where("id", "=", experiment.id).execute();
}

async function listNames(db: Kysely<Tables>): Promise<readonly ExperimentName[]> {
  const anchors = await listAnchors(db);
  const all = await db
    .selectFrom("experiments")
    .select(["id", "name", "definition", "comparison_id", "created_at", "sequence"])
    .execute();
  const experiments = all.filter(({ id }) => !anchors.has(id));
  const definitions = new Map(experiments.map((row) => [row.comparison_id, row.definition]));
  const comparisons = await db
    .selectFrom("comparisons")
    .select(["id", "name", "created_at", "sequence"])
    .execute();
  const rows = [
    ...comparisons.map((row) => ({
      kind: "comparison" as const,
      definition: definitions.get(row.id) ?? "",
      comparison_id: null,
      ...row,
    })),
    ...experiments.map((row) => ({ kind: "experiment" as const, ...row })),
  ];
  // Of one instant the later row is the newer; a comparison stands before its experiments.
  rows.sort((one, other) =>
    one.created_at === other.created_at && one.kind === other.kind
      ? other.sequence - one.sequence
      : other.created_at.localeCompare(one.created_at),
  );
  return rows.map(({ kind, id, name, definition, comparison_id: comparisonId }) => ({
    kind,
    id,
    name,
    definition,
    comparisonId,
  }));
}

/**
 * The ids of experiments that are anchors of others. A column would need a migration for what is read when a name is not
 * found, and each engine writes differently what looks into JSON: the few that may be anchors are read.
 */
async function listAnchors(db: Kysely<Tables>): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom("experiments")
    .select(["id", "body"])
    .where("body", "like", '%"kind":"anchors"%')
    .execute();
  const anchors = rows.filter(({ body }) => parseExperiment(body).role.kind === "anchors");
  return new Set(anchors.map(({ id }) => id));
}
