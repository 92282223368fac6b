import { describe } from "../../statistics/describe.js";
import { changePoints } from "../../statistics/drift/change-points.js";
import { cusum } from "../../statistics/drift/cusum.js";
import { isNegligibleSpread } from "../../statistics/negligible-spread.js";

/** One run's value of a metric. */
export interface SeriesPoint {
  readonly value: number;
  /** Of the value, over the items; null where it is not known. */
  readonly standardError: number | null;
}

/** A change within a series, by places in it. */
export interface SeriesDrift {
  readonly kind: "drift" | "change";
  readonly direction: "up" | "down";
  /** The first value after it changed. */
  readonly began: number;
  /** The value with which it was noticed. */
  readonly noticed: number;
  readonly meanBefore: number;
  readonly meanAfter: number;
}

/** Undisturbed runs that later ones are charted against. */
const BASELINE_RUNS = 12;
/** Half the shift to find, in standard deviations. */
const SLACK = 0.5;
/** With the mean of the first runs estimated, 5 would give an alarm in a year of nights without change. */
const LIMIT = 8;
/** A single night is for the gate. */
const LASTING_RUNS = 3;
/** Looked at each night, so stricter than one look would need. */
const MAXIMUM_P_VALUE = 1e-5;

/**
 * Slow drifts of a series without breaks, by a CUSUM chart against its first runs. Each is found with the run whose sum
 * passes the limit; the next chart begins after that.
 */
export function findSlowDrifts(series: readonly SeriesPoint[]): readonly SeriesDrift[] {
  const found: SeriesDrift[] = [];
  for (let start = 0; series.length - start > BASELINE_RUNS; ) {
    const drift = firstDrift(series.slice(start), start);
    if (drift === null) break;
    found.push(drift);
    start = drift.noticed + 1;
  }
  return found;
}

function firstDrift(series: readonly SeriesPoint[], offset: number): SeriesDrift | null {
  const baseline = baselineOf(series.slice(0, BASELINE_RUNS));
  if (baseline === null) return null;
  const charted = series.slice(BASELINE_RUNS).map(({ value }) => value);
  const { upward, downward, firstAlarm } = cusum(charted, { baseline, slack: SLACK, limit: LIMIT });
  if (firstAlarm === null) return null;
  const isUp = (upward[firstAlarm] as number) > LIMIT;
  const sums = isUp ? upward : downward;
  const began = sums.slice(0, firstAlarm).lastIndexOf(0) + 1;
  const place = (index: number): number => offset + BASELINE_RUNS + index;
  return {
    kind: "drift",
    direction: isUp ? "up" : "down",
    began: place(began),
    noticed: place(firstAlarm),
    meanBefore: baseline.mean,
    meanAfter: describe(charted.slice(began, firstAlarm + 1)).mean as number,
  };
}

/** The spread between runs, and no less than chance gives each of them. Null where nothing varies. */
function baselineOf(
  points: readonly SeriesPoint[],
): { readonly mean: number; readonly standardDeviation: number } | null {
  const { mean, standardDeviation } = describe(points.map(({ value }) => value));
  const errors = points.flatMap(({ standardError }) => (standardError === null ? [] : [standardError]));
  const floor = describe(errors).mean ?? 0;
  const spread = Math.max(standardDeviation ?? 0, floor);
  return mean === null || isNegligibleSpread(spread, mean) ? null : { mean, standardDeviation: spread };
}

/** Finds sudden, lasting changes, as they are seen with the last value of the series. */
export function findChanges(series: readonly SeriesPoint[]): readonly SeriesDrift[] {
  const points = changePoints(
    series.map(({ value }) => value),
    { maximumPValue: MAXIMUM_P_VALUE },
  );
  const noticed = series.length - 1;
  return points
    .filter(({ index }) => index >= LASTING_RUNS && series.length - index >= LASTING_RUNS)
    .map(({ index, meanBefore, meanAfter }) => ({
      kind: "change",
      direction: meanAfter > meanBefore ? "up" : "down",
      began: index,
      noticed,
      meanBefore,
      meanAfter,
    }));
}
