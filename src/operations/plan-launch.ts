import type { LoadedConfiguration } from "../load-config.js";
import { type PlannedStart, planStart, type StartContext, type StartOptions } from "./start-experiment.js";
import { syncDataset } from "./sync-dataset.js";

/** What a start is planned with: configuration and store, and no Temporal server. */
export interface PlanContext extends Omit<StartContext, "now"> {
  readonly loaded: LoadedConfiguration;
}

/** Brings a definition's datasets into the store and plans its start: all that is wrong with it is told here. */
export async function planLaunch(context: PlanContext, options: StartOptions): Promise<PlannedStart> {
  const { store, registry, loaded } = context;
  const definition = registry.getDefinition(options.definition);
  await syncDataset(store, loaded, options.dataset ?? definition.dataset);
  if (definition.anchors !== undefined) await syncDataset(store, loaded, definition.anchors.dataset);
  return await planStart({ ...context, now: new Date() }, options);
}
