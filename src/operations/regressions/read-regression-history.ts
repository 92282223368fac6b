import { type HistoryRequest, readHistory } from "../../analysis/history/read-history.js";
import { HistoryEmptyError, HistoryMetricUnknownError } from "../../domain/regression/regression-errors.js";
import type { RegressionHistory } from "../../domain/regression/regression-history.js";
import type { Store } from "../../domain/store.js";
import type { ConfigurationRegistry } from "../../registry.js";

/** Where the history is kept, and the configuration, which is asked if there is none. */
interface HistoryContext {
  readonly store: Store;
  readonly loadRegistry: () => Promise<Pick<ConfigurationRegistry, "getDefinition">>;
}

/**
 * The regression runs of a definition over time, those of one that was since taken out of the configuration too.
 *
 * @throws HistoryEmptyError, HistoryMetricUnknownError; ExperimentDefinitionNotFoundError for a name that has no runs
 *         and is not defined
 */
export async function readRegressionHistory(
  { store, loadRegistry }: HistoryContext,
  { definition, metric, limit }: HistoryRequest & { readonly metric?: string | undefined },
): Promise<RegressionHistory> {
  const history = await readHistory(store, { definition, limit });
  if (history.runs === 0) {
    (await loadRegistry()).getDefinition(definition);
    throw new HistoryEmptyError(definition);
  }
  if (metric === undefined) return history;
  const metrics = history.metrics.filter((one) => one.metric === metric);
  if (metrics.length > 0) return { ...history, metrics };
  throw new HistoryMetricUnknownError(
    definition,
    metric,
    history.metrics.map((one) => one.metric),
  );
}
