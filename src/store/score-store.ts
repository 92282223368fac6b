import { type Kysely, type Selectable, sql } from "kysely";
import type { Score } from "../domain/score/score.js";
import type {
  ItemFailures,
  ItemMean,
  ItemPasses,
  MetricKey,
  ScoreNameOverview,
  ScoreStore,
} from "../domain/score/score-store.js";
import { chunked } from "./chunked.js";
import type { Tables } from "./schema.js";

const STREAMED_ITEMS_PER_PAGE = 5_000;

type Scores = Pick<
  ScoreStore,
  | "putScores"
  | "listScoresOfRuns"
  | "streamItemMeans"
  | "streamItemPasses"
  | "streamItemFailures"
  | "listScoreNames"
  | "countUnscoredReasons"
  | "countCategories"
  | "countEvaluationFailures"
>;

/**
 * Scores and the aggregates that statistics start from. Only completed runs count, and only what evaluators said:
 * a person's label is what a judge is held against, never mixed into its mean.
 */
export function createScoreStore(db: Kysely<Tables>): Scores {
  return {
    async putScores(scores) {
      for (const score of scores) {
        const row = scoreRow(score);
        await db
          .insertInto("scores")
          .values({ ...row, item_id: null })
          .onConflict((c) => c.column("id").doUpdateSet(row))
          .execute();
      }
    },
    async listScoresOfRuns(runIds) {
      const scores: Score[] = [];
      for (const part of chunked(runIds, 500)) {
        const rows = await db
          .selectFrom("scores")
          .selectAll()
          .where("run_id", "in", part)
          .orderBy("name")
          .orderBy("id")
          .execute();
        scores.push(...rows.map(toScore));
      }
      return scores;
    },
    streamItemMeans: (metric) => streamItemMeans(db, metric),
    streamItemPasses: (metric) => streamItemPasses(db, metric),
    streamItemFailures: (experimentId) => streamItemFailures(db, experimentId),
    listScoreNames: (experimentId) => listScoreNames(db, experimentId),
    countUnscoredReasons: (experimentId, name) => countUnscoredReasons(db, experimentId, name),
    async countCategories(experimentId, name) {
      const query = scoresOfCompletedRuns(db, experimentId)
        .where("scores.name", "=", name)
        .where("string_value", "is not", null);
      const rows = await query
        .select(["string_value", (e) => e.fn.countAll().as("count")])
        .groupBy("string_value")
        .execute();
      return Object.fromEntries(rows.map((row) => [row.string_value as string, Number(row.count)]));
    },
    async countEvaluationFailures(experimentId) {
      const query = db
        .selectFrom("evaluations")
        .where("experiment_id", "=", experimentId)
        .where("status", "=", "failed");
      const rows = await query
        .select(["evaluator_id", "error_type", (e) => e.fn.countAll().as("count")])
        .groupBy(["evaluator_id", "error_type"])
        .execute();
      return rows.map((row) => ({
        evaluatorId: row.evaluator_id,
        type: row.error_type ?? "unknown",
        count: Number(row.count),
      }));
    },
  };
}

function scoresOfCompletedRuns(db: Kysely<Tables>, experimentId: string) {
  return db
    .selectFrom("scores")
    .innerJoin("runs", "runs.id", "scores.run_id")
    .where("scores.experiment_id", "=", experimentId)
    .where("scores.source", "<>", "ANNOTATION")
    .where("runs.status", "=", "completed");
}

/** Pages by item id, so that memory stays flat whatever the number of items. */
async function* streamItemMeans(db: Kysely<Tables>, metric: MetricKey): AsyncGenerator<ItemMean> {
  let after = "";
  for (;;) {
    const rows = await ("score" in metric ? scorePage(db, metric, after) : runMetricPage(db, metric, after));
    for (const row of rows) {
      // SQL has no NaN: the mean of infinities of both signs comes back as null, which must not become 0.
      const mean = row.mean === null ? Number.NaN : Number(row.mean);
      const values = Number(row.values);
      const variance = varianceOfRepetitions({ mean, values, squares: Number(row.squares) });
      yield { itemId: row.item_id as string, mean, variance, values };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < STREAMED_ITEMS_PER_PAGE) return;
    after = last.item_id as string;
  }
}

/** From the sum of squares; what is left of equal values by rounding is zero. */
function varianceOfRepetitions(item: {
  readonly mean: number;
  readonly values: number;
  readonly squares: number;
}): number | null {
  const { mean, values, squares } = item;
  if (values < 2) return null;
  const variance = (squares - values * mean * mean) / (values - 1);
  return variance <= 1e-12 * mean * mean ? 0 : variance;
}

async function* streamItemPasses(
  db: Kysely<Tables>,
  { threshold, ...metric }: Parameters<ScoreStore["streamItemPasses"]>[0],
): AsyncGenerator<ItemPasses> {
  let after = "";
  for (;;) {
    const rows = await scoredRows(db, metric, after)
      .select([
        "scores.item_id as item_id",
        (e) => e.fn.count("scores.value").as("values"),
        sql<number>`sum(case when scores.value >= ${threshold} then 1 else 0 end)`.as("passed"),
      ])
      .groupBy("scores.item_id")
      .orderBy("scores.item_id")
      .limit(STREAMED_ITEMS_PER_PAGE)
      .execute();
    for (const row of rows)
      yield { itemId: row.item_id as string, values: Number(row.values), passed: Number(row.passed) };
    const last = rows.at(-1);
    if (last === undefined || rows.length < STREAMED_ITEMS_PER_PAGE) return;
    after = last.item_id as string;
  }
}

function scoredRows(db: Kysely<Tables>, metric: Extract<MetricKey, { score: string }>, after: string) {
  return db
    .selectFrom("scores")
    .innerJoin("runs", "runs.id", "scores.run_id")
    .where("scores.experiment_id", "=", metric.experimentId)
    .where("scores.name", "=", metric.score)
    .where("scores.item_id", ">", after)
    .where("scores.value", "is not", null)
    .where("scores.source", "<>", "ANNOTATION")
    .where("runs.status", "=", "completed");
}

function scorePage(db: Kysely<Tables>, metric: Extract<MetricKey, { score: string }>, after: string) {
  return scoredRows(db, metric, after)
    .select([
      "scores.item_id as item_id",
      (e) => e.fn.avg("scores.value").as("mean"),
      (e) => e.fn.count("scores.value").as("values"),
      sql<number>`sum(scores.value * scores.value)`.as("squares"),
    ])
    .groupBy("scores.item_id")
    .orderBy("scores.item_id")
    .limit(STREAMED_ITEMS_PER_PAGE)
    .execute();
}

function runMetricPage(
  db: Kysely<Tables>,
  metric: Extract<MetricKey, { runMetric: unknown }>,
  after: string,
) {
  return db
    .selectFrom("runs")
    .where("experiment_id", "=", metric.experimentId)
    .where("item_id", ">", after)
    .where("status", "=", "completed")
    .where(metric.runMetric, "is not", null)
    .select([
      "item_id",
      (e) => e.fn.avg(metric.runMetric).as("mean"),
      (e) => e.fn.count(metric.runMetric).as("values"),
      sql<number>`sum(${sql.ref(metric.runMetric)} * ${sql.ref(metric.runMetric)})`.as("squares"),
    ])
    .groupBy("item_id")
    .orderBy("item_id")
    .limit(STREAMED_ITEMS_PER_PAGE)
    .execute();
}

/** A failed run has a latency, and no output, just when it was given up. */
async function* streamItemFailures(db: Kysely<Tables>, experimentId: string): AsyncGenerator<ItemFailures> {
  let after = "";
  for (;;) {
    const rows = await db
      .selectFrom("runs")
      .where("experiment_id", "=", experimentId)
      .where("item_id", ">", after)
      .where("status", "=", "failed")
      .select([
        "item_id",
        (e) => e.fn.countAll().as("failed"),
        sql<number>`sum(case when latency_ms is not null and output_at is null then 1 else 0 end)`.as(
          "timedOut",
        ),
        sql<number>`sum(case when output_at is null then coalesce(latency_ms, 0) else 0 end)`.as(
          "timedOutMs",
        ),
      ])
      .groupBy("item_id")
      .orderBy("item_id")
      .limit(STREAMED_ITEMS_PER_PAGE)
      .execute();
    for (const row of rows)
      yield {
        itemId: row.item_id,
        failed: Number(row.failed),
        timedOut: Number(row.timedOut),
        timedOutMs: Number(row.timedOutMs),
      };
    const last = rows.at(-1);
    if (last === undefined || rows.length < STREAMED_ITEMS_PER_PAGE) return;
    after = last.item_id;
  }
}

async function countCompleted(db: Kysely<Tables>, experimentId: string): Promise<number> {
  const query = db
    .selectFrom("runs")
    .where("experiment_id", "=", experimentId)
    .where("status", "=", "completed");
  return Number((await query.select((e) => e.fn.countAll().as("count")).executeTakeFirstOrThrow()).count);
}

async function listScoreNames(db: Kysely<Tables>, experimentId: string): Promise<ScoreNameOverview[]> {
  const completed = await countCompleted(db, experimentId);
  const rows = await scoresOfCompletedRuns(db, experimentId)
    .select(["scores.name as name", "evaluator_id", "data_type", "fingerprint"])
    .select((e) => [e.fn.count("scores.value").as("numbers"), e.fn.count("string_value").as("strings")])
    .groupBy(["scores.name", "evaluator_id", "data_type", "fingerprint"])
    .orderBy("scores.name")
    .execute();
  const names = new Map<string, ScoreNameOverview>();
  for (const row of rows) {
    const before = names.get(row.name);
    const here = Number(row.numbers) + Number(row.strings);
    const scored = (before?.scored ?? 0) + here;
    // The type of a name is that of its values; unscored rows carry a default.
    const dataType =
      here > 0 || before === undefined ? (row.data_type as Score["dataType"]) : before.dataType;
    const fingerprints = [
      ...new Set([
        ...(before?.fingerprints ?? []),
        ...(row.fingerprint === null || here === 0 ? [] : [row.fingerprint]),
      ]),
    ];
    names.set(row.name, {
      name: row.name,
      evaluatorId: row.evaluator_id,
      dataType,
      scored,
      unscored: completed - scored,
      fingerprints,
    });
  }
  return [...names.values()];
}

async function countUnscoredReasons(
  db: Kysely<Tables>,
  experimentId: string,
  name: string,
): Promise<Record<string, number>> {
  const of = scoresOfCompletedRuns(db, experimentId).where("scores.name", "=", name);
  const rows = await of
    .where("unscored_reason", "is not", null)
    .select(["unscored_reason", (e) => e.fn.countAll().as("count")])
    .groupBy("unscored_reason")
    .execute();
  const reasons = Object.fromEntries(rows.map((row) => [row.unscored_reason as string, Number(row.count)]));
  const withRow = Number(
    (await of.select((e) => e.fn.countAll().as("count")).executeTakeFirstOrThrow()).count,
  );
  let missing = (await countCompleted(db, experimentId)) - withRow;
  if (missing === 0) return reasons;
  const { evaluator_id } = (await of.select("evaluator_id").limit(1).executeTakeFirst()) ?? {
    evaluator_id: null,
  };
  const failures = await db
    .selectFrom("evaluations")
    .innerJoin("runs", "runs.id", "evaluations.run_id")
    .where("evaluations.experiment_id", "=", experimentId)
    .where("evaluations.evaluator_id", "=", evaluator_id ?? "")
    .where("evaluations.status", "=", "failed")
    .where("runs.status", "=", "completed")
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("scores")
            .select(sql`1`.as("one"))
            .whereRef("scores.run_id", "=", "evaluations.run_id")
            .where("scores.name", "=", name),
        ),
      ),
    )
    .select(["evaluations.error_type as type", (e) => e.fn.countAll().as("count")])
    .groupBy("evaluations.error_type")
    .execute();
  for (const { type, count } of failures) {
    reasons[type ?? "unknown"] = (reasons[type ?? "unknown"] ?? 0) + Number(count);
    missing -= Number(count);
  }
  return missing > 0 ? { ...reasons, not_returned: missing } : reasons;
}

/** A score as its row, without the item, which only its run knows. */
export function scoreRow(score: Score): Omit<Tables["scores"], "item_id"> {
  const { id, name, value, comment, fingerprint, source, timestamp } = score;
  return {
    id,
    name,
    value,
    comment,
    fingerprint,
    source,
    timestamp,
    trace_id: score.traceId,
    run_id: score.runId,
    experiment_id: score.experimentId,
    evaluator_id: score.evaluatorId,
    data_type: score.dataType,
    string_value: score.stringValue,
    unscored_reason: score.unscoredReason,
    note: score.value === null ? null : noteOf(score),
    metadata: JSON.stringify(score.metadata),
  };
}

/** Kinds of notes alone: user code may write a text of its own there. */
function noteOf({ metadata, source }: Score): string | null {
  const { note } = metadata;
  return source === "EVAL" && typeof note === "string" && /^[a-z_]{1,60}$/.test(note) ? note : null;
}

function toScore(row: Selectable<Tables["scores"]>): Score {
  const { id, name, value, comment, fingerprint, timestamp } = row;
  return {
    id,
    name,
    value,
    comment,
    fingerprint,
    timestamp,
    traceId: row.trace_id,
    runId: row.run_id,
    experimentId: row.experiment_id,
    evaluatorId: row.evaluator_id,
    stringValue: row.string_value,
    unscoredReason: row.unscored_reason,
    metadata: JSON.parse(row.metadata),
    dataType: row.data_type as Score["dataType"],
    source: row.source as Score["source"],
  };
}
