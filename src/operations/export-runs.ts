import { isJudged } from "../analysis/judge/is-judged.js";
import { readJudgements } from "../analysis/judge/read-judgements.js";
import type { Experiment } from "../domain/experiment/experiment.js";
import type { RunWithItem } from "../domain/experiment/run-store.js";
import type { Score } from "../domain/score/score.js";
import type { Store } from "../domain/store.js";
import { streamPages } from "../domain/stream-pages.js";

const EXPORTED_RUNS_PER_PAGE = 500;

/**
 * One run as exported: ids, item, output, and a field per score (null with `unscored_<name>` saying why). What a person
 * said stands in `label_<name>`; what several people said, as an array. Where a judge was asked several times, what it
 * said each time stands in `judgements_<name>`, in the score's unit.
 */
export type ExportedRun = Readonly<Record<string, unknown>>;

/** Columns of an export whose values may be of any type. */
export const TYPED_RUN_COLUMNS: readonly string[] = ["input", "expected_output", "output"];

/** Streams an experiment's runs in order, a page in memory at a time. */
export async function* exportRuns(store: Store, experiment: Experiment): AsyncGenerator<ExportedRun> {
  const pages = streamPages(EXPORTED_RUNS_PER_PAGE, (last: RunWithItem | null) =>
    store.listRunsWithItems({
      experimentId: experiment.id,
      fromOrdinal: last === null ? 0 : last.ordinal + 1,
      limit: EXPORTED_RUNS_PER_PAGE,
    }),
  );
  for await (const runs of pages) {
    const scores = await store.listScoresOfRuns(runs.map(({ id }) => id));
    const byRun = groupByRun(scores);
    for (const run of runs) yield toExported(experiment, run, byRun.get(run.id) ?? []);
  }
}

/** The fields of an experiment's export that come before its scores. */
function toExported(experiment: Experiment, run: RunWithItem, scores: readonly Score[]): ExportedRun {
  const exported: Record<string, unknown> = {
    experiment: experiment.name,
    variant: experiment.variant,
    dataset: experiment.datasetName,
    dataset_version: experiment.datasetVersion,
    item_id: run.itemId,
    repetition: run.repetition,
    run_id: run.id,
    trace_id: run.traceId,
    status: run.status,
    input: run.item.input,
    expected_output: run.item.expectedOutput,
    metadata: run.item.metadata,
    output: run.output,
    finish_reason: run.finishReason,
    error_type: run.error?.type ?? null,
    error_message: run.error?.message ?? null,
    latency_ms: run.latencyMs,
    cost_usd: run.costUsd,
    total_tokens: totalTokens(run),
    attempts: run.attempts,
    started_at: run.startedAt,
    ended_at: run.endedAt,
  };
  for (const score of scores) {
    const { name, value, stringValue, dataType, unscoredReason, source } = score;
    const exportedValue = stringValue ?? (dataType === "BOOLEAN" && value !== null ? value === 1 : value);
    if (source === "ANNOTATION") addLabel(exported, `label_${name}`, exportedValue);
    else exported[`score_${name}`] = exportedValue;
    if (unscoredReason !== null) exported[`unscored_${name}`] = unscoredReason;
    if (source === "ANNOTATION" || value === null || !isJudged(experiment.evaluators, name)) continue;
    const judgements = readJudgements({ value, metadata: score.metadata });
    if (judgements.length > 1) exported[`judgements_${name}`] = judgements;
  }
  return exported;
}

/** Input and output as far as they are known; null when neither is. */
function totalTokens({ usage }: RunWithItem): number | null {
  const known = [usage?.inputTokens, usage?.outputTokens].filter((count) => typeof count === "number");
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
}

function addLabel(exported: Record<string, unknown>, column: string, value: unknown): void {
  const before = exported[column];
  exported[column] =
    before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
}

function groupByRun(scores: readonly Score[]): ReadonlyMap<string | null, Score[]> {
  const groups = new Map<string | null, Score[]>();
  for (const score of scores) {
    const group = groups.get(score.runId);
    if (group === undefined) groups.set(score.runId, [score]);
    else group.push(score);
  }
  return groups;
}

/** The columns of an experiment's export: the same for all its rows, whichever scores a row has. */
export async function exportColumns(store: Store, experiment: Experiment): Promise<readonly string[]> {
  const names = await store.listScoreNames(experiment.id);
  return [
    ...[
      "experiment",
      "variant",
      "dataset",
      "dataset_version",
      "item_id",
      "repetition",
      "run_id",
      "trace_id",
      "status",
    ],
    ...["input", "expected_output", "metadata", "output", "finish_reason", "error_type", "error_message"],
    ...["latency_ms", "cost_usd", "total_tokens", "attempts", "started_at", "ended_at"],
    ...names.flatMap(({ name }) => [`score_${name}`, `unscored_${name}`]),
    ...(await store.listLabelNames(experiment.id)).map((name) => `label_${name}`),
    ...names
      .filter(({ name }) => isJudged(experiment.evaluators, name))
      .map(({ name }) => `judgements_${name}`),
  ];
}
