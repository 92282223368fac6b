import { isRunMetric } from "../../domain/experiment/experiment-summary.js";
import type { DriftFinding } from "../../domain/regression/drift-finding.js";
import type { HistoryPoint, MetricHistory } from "../../domain/regression/regression-history.js";
import type { RegressionRun } from "../../domain/regression/regression-run.js";
import type { Store } from "../../domain/store.js";
import { findChanges, findSlowDrifts, type SeriesDrift } from "./find-drifts.js";
import { toHistory } from "./read-history.js";

/** A year and a half of nights. */
const LONGEST_SERIES = 500;

/**
 * Drifts and lasting changes that are seen with this run for the first time, of scores and of what else the gate names.
 * One that began before the last report on its metric has been reported.
 */
export async function findNewDrifts(
  store: Pick<Store, "listRegressionRuns" | "getExperiment">,
  run: RegressionRun,
): Promise<DriftFinding[]> {
  const { definition, schedule } = run;
  const before = await store.listRegressionRuns({
    definition,
    schedule,
    isRunning: false,
    limit: LONGEST_SERIES,
  });
  const runs = [...before.filter(({ id }) => id !== run.id).reverse(), run];
  const { metrics } = await toHistory(store, { definition, runs });
  const gated = run.verdict?.gate?.checks.map(({ metric }) => metric) ?? [];
  const watched = metrics.filter(({ metric }) => !isRunMetric(metric) || gated.includes(metric));
  return watched.flatMap((history) => newDrifts(history, run));
}

function newDrifts(history: MetricHistory, run: RegressionRun): readonly DriftFinding[] {
  const points = (history.segments.at(-1)?.points ?? []).filter(({ value }) => value !== null);
  if (points.at(-1)?.runId !== run.id) return [];
  const series = points.map(({ value, standardError }) => ({ value: value as number, standardError }));
  const last = series.length - 1;
  const reportedUntil = lastReport(history, points);
  const isNew = ({ began, noticed }: SeriesDrift): boolean => noticed === last && began > reportedUntil;
  const [found] = [...findSlowDrifts(series), ...findChanges(series)].filter(isNew);
  return found === undefined ? [] : [toFinding(found, history, points)];
}

/** The place of the run with which something was last reported; before the first without. */
function lastReport({ drifts }: MetricHistory, points: readonly HistoryPoint[]): number {
  const places = drifts.map(({ noticedRunId }) => points.findIndex(({ runId }) => runId === noticedRunId));
  return Math.max(-1, ...places);
}

function toFinding(
  { kind, direction, began, noticed, meanBefore, meanAfter }: SeriesDrift,
  { metric, higherIsBetter }: MetricHistory,
  points: readonly HistoryPoint[],
): DriftFinding {
  const first = points[began] as HistoryPoint;
  return {
    kind,
    metric,
    direction,
    isForTheWorse: (direction === "down") === higherIsBetter,
    beganRunId: first.runId,
    beganAt: first.at,
    noticedRunId: (points[noticed] as HistoryPoint).runId,
    meanBefore,
    meanAfter,
  };
}
