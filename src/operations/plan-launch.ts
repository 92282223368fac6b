import type { LoadedConfiguration } from "../load-config.js";
import { requireUsableDataset } from "./datasets/require-usable-dataset.js";
import { syncDataset } from "./datasets/sync-dataset.js";
import { type PlannedStart, planStart } from "./plan-start.js";
import type { StartContext } from "./start-context.js";
import type { StartOptions } from "./start-options.js";

/** What a start is planned with: configuration and store, and no Temporal server. */
export interface PlanContext extends Omit<StartContext, "now"> {
  readonly loaded: LoadedConfiguration;
  /** Told what became of the datasets' items. */
  readonly report?: (line: string) => void;
}

/** Writes a definition's datasets to the store and plans its start. Everything that is wrong with it is reported here. */
export async function planLaunch(context: PlanContext, options: StartOptions): Promise<PlannedStart> {
  const { registry } = context;
  const definition = registry.getDefinition(options.definition);
  for (const dataset of [options.dataset ?? definition.dataset, definition.anchors?.dataset]) {
    if (dataset === undefined) continue;
    await requireUsableDataset(context, dataset);
    await syncDataset(context, dataset);
  }
  return await planStart({ ...context, now: new Date() }, options);
}
