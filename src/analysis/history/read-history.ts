import type { Experiment } from "../../domain/experiment/experiment.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import type {
  HistorySegment,
  MetricHistory,
  RegressionHistory,
} from "../../domain/regression/regression-history.js";
import type { RegressionRun } from "../../domain/regression/regression-run.js";
import type { Store } from "../../domain/store.js";
import { declaredScale } from "../comparison/metric-range.js";

/** More runs than this are not charted: change points take time and memory that grow with their square. */
const LONGEST_HISTORY = 1_000;

/** A run with what it measured. */
interface MeasuredRun {
  readonly run: RegressionRun;
  readonly experiment: Experiment;
}

/** Which definition, as far back as that many runs. */
export interface HistoryRequest {
  readonly definition: string;
  readonly limit?: number | undefined;
}

/** The regression runs of a definition in time order, metric by metric, in segments that can be compared. */
export async function readHistory(
  store: Pick<Store, "listRegressionRuns" | "getExperiment">,
  { definition, limit = LONGEST_HISTORY }: HistoryRequest,
): Promise<RegressionHistory> {
  const listed = await store.listRegressionRuns({ definition, isRunning: false, limit });
  return await toHistory(store, { definition, runs: [...listed].reverse() });
}

/** The same of runs that are at hand, oldest first. */
export async function toHistory(
  store: Pick<Store, "getExperiment">,
  { definition, runs }: { readonly definition: string; readonly runs: readonly RegressionRun[] },
): Promise<RegressionHistory> {
  const measured: MeasuredRun[] = [];
  const without: Record<string, number> = {};
  for (const run of runs) {
    const experiment = run.experimentId === null ? null : await store.getExperiment(run.experimentId);
    if (run.verdict === null || experiment?.summary == null) {
      const state = run.state ?? "running";
      without[state] = (without[state] ?? 0) + 1;
    } else measured.push({ run, experiment });
  }
  const names = new Set(measured.flatMap(({ experiment }) => metricsOf(experiment).map(({ name }) => name)));
  return {
    schemaVersion: 1,
    definition,
    runs: runs.length,
    without,
    metrics: [...names].map((name) => historyOf(name, measured)),
  };
}

function metricsOf({ summary }: Experiment): readonly MetricSummary[] {
  return summary?.metrics ?? [];
}

function historyOf(metric: string, measured: readonly MeasuredRun[]): MetricHistory {
  const segments: HistorySegment[] = [];
  let before: Circumstances | null = null;
  for (const { run, experiment } of measured) {
    const figures = metricsOf(experiment).find(({ name }) => name === metric);
    if (figures === undefined) continue;
    const now = circumstancesOf({ run, experiment }, figures);
    const changed = before === null ? [] : differencesOf(before, now);
    if (before === null || changed.length > 0) segments.push({ changed, points: [] });
    before = now;
    segments.at(-1)?.points.push({
      runId: run.id,
      experiment: experiment.name,
      at: run.scheduledAt ?? run.createdAt,
      state: run.state ?? "error",
      n: figures.n,
      value: figures.mean,
      standardError: figures.standardError,
      interval: figures.interval,
    });
  }
  return {
    metric,
    higherIsBetter: isHigherBetter(metric, measured),
    segments,
    drifts: measured.flatMap(({ run }) => run.drifts.filter((drift) => drift.metric === metric)),
  };
}

/** What values depend on beside the code that is watched. */
type Circumstances = Readonly<Record<HistorySegment["changed"][number], string>>;

function circumstancesOf({ run, experiment }: MeasuredRun, figures: MetricSummary): Circumstances {
  const { datasetName, datasetVersion, itemLimit, pipeline, variant, config } = experiment;
  return {
    judge: JSON.stringify([...figures.fingerprints].sort()),
    // A version is opened by changes of items' content alone.
    dataset: JSON.stringify([datasetName, datasetVersion, itemLimit]),
    model: JSON.stringify(run.modelSnapshots),
    config: JSON.stringify([pipeline, variant, config]),
  };
}

function differencesOf(before: Circumstances, now: Circumstances): HistorySegment["changed"] {
  return (["judge", "dataset", "model", "config"] as const).filter((kind) => before[kind] !== now[kind]);
}

function isHigherBetter(metric: string, measured: readonly MeasuredRun[]): boolean {
  const experiment = measured.findLast((one) =>
    metricsOf(one.experiment).some(({ name }) => name === metric),
  )?.experiment;
  if (experiment === undefined) return true;
  const kind = metricsOf(experiment).find(({ name }) => name === metric)?.kind;
  const chosen = experiment.comparePolicy?.higherIsBetter[metric];
  const declared = kind === "score" ? declaredScale(experiment, metric)?.higherIsBetter : null;
  return chosen ?? declared ?? kind === "score";
}
