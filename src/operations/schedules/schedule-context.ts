import type { Client } from "@temporalio/client";
import type { ModelGateway } from "../../domain/model/models.js";
import type { Store } from "../../domain/store.js";
import type { LoadedConfiguration } from "../../load-config.js";
import type { ConfigurationRegistry } from "../../registry.js";

/**
 * What operations on schedules use: the configuration that declares them, the store to which they belong, and the
 * server that keeps them.
 */
export interface ScheduleContext {
  readonly client: Client;
  readonly store: Store;
  readonly registry: ConfigurationRegistry;
  readonly gateway: Pick<ModelGateway, "requireKeys">;
  readonly loaded: Pick<LoadedConfiguration, "configuration" | "directory">;
  readonly environment: { readonly variables: Readonly<Record<string, string | undefined>> };
}

/** Schedules of one server may belong to several stores: those of a store begin with this. */
export function schedulePrefix(storeId: string): string {
  return `assay-${storeId.slice(0, 8)}/`;
}

/** The id under which Temporal keeps a store's schedule of a name. */
export function scheduleIdOf({ storeId }: Pick<Store, "storeId">, name: string): string {
  return `${schedulePrefix(storeId)}${name}`;
}
