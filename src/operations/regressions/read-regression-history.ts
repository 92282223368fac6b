import { type HistoryRequest, readHistory } from "../../analysis/history/read-history.js";
import { HistoryEmptyError, HistoryMetricUnknownError } from "../../domain/regression/regression-errors.js";
import type { RegressionHistory } from "../../domain/regression/regression-history.js";
import type { Store } from "../../domain/store.js";

/** The regression runs of a definition over time. @throws HistoryEmptyError, HistoryMetricUnknownError */
export async function readRegressionHistory(
  store: Store,
  { definition, metric, limit }: HistoryRequest,
): Promise<RegressionHistory> {
  const history = await readHistory(store, { definition, limit });
  if (history.runs === 0) throw new HistoryEmptyError(definition);
  if (metric === undefined) return history;
  const metrics = history.metrics.filter((one) => one.metric === metric);
  if (metrics.length > 0) return { ...history, metrics };
  throw new HistoryMetricUnknownError(
    definition,
    metric,
    history.metrics.map((one) => one.metric),
  );
}
