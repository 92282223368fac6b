import { type Kysely, sql } from "kysely";
import type {
  ItemFailures,
  ItemMean,
  ItemPasses,
  MetricKey,
  ScoreStore,
} from "../domain/score/score-store.js";
import { streamPages } from "../domain/stream-pages.js";
import type { Tables } from "./schema.js";

const STREAMED_ITEMS_PER_PAGE = 5_000;

export async function* streamItemMeans(db: Kysely<Tables>, metric: MetricKey): AsyncGenerator<ItemMean> {
  const pages = pagesByItem((after) =>
    "score" in metric ? scorePage(db, metric, after) : runMetricPage(db, metric, after),
  );
  for await (const rows of pages)
    for (const row of rows) {
      // SQL has no NaN: the mean of infinities of both signs comes back as null, which must not become 0.
      const mean = row.mean === null ? Number.NaN : Number(row.mean);
      const values = Number(row.values);
      const variance = varianceOfRepetitions({ mean, values, squares: Number(row.squares) });
      yield { itemId: row.item_id as string, mean, variance, values };
    }
}

function pagesByItem<Row extends { readonly item_id: string | null }>(
  read: (after: string) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  return streamPages(STREAMED_ITEMS_PER_PAGE, (last: Row | null) => read(last?.item_id ?? ""));
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

export async function* streamItemPasses(
  db: Kysely<Tables>,
  { threshold, ...metric }: Parameters<ScoreStore["streamItemPasses"]>[0],
): AsyncGenerator<ItemPasses> {
  const pages = pagesByItem((after) =>
    scoredRows(db, metric, after)
      .select([
        "scores.item_id as item_id",
        (e) => e.fn.count("scores.value").as("values"),
        sql<number>`sum(case when scores.value >= ${threshold} then 1 else 0 end)`.as("passed"),
      ])
      .groupBy("scores.item_id")
      .orderBy("scores.item_id")
      .limit(STREAMED_ITEMS_PER_PAGE)
      .execute(),
  );
  for await (const rows of pages)
    for (const row of rows)
      yield { itemId: row.item_id as string, values: Number(row.values), passed: Number(row.passed) };
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
export async function* streamItemFailures(
  db: Kysely<Tables>,
  experimentId: string,
): AsyncGenerator<ItemFailures> {
  const pages = pagesByItem((after) =>
    db
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
      .execute(),
  );
  for await (const rows of pages)
    for (const row of rows)
      yield {
        itemId: row.item_id,
        failed: Number(row.failed),
        timedOut: Number(row.timedOut),
        timedOutMs: Number(row.timedOutMs),
      };
}
