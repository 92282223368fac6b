import type { Client } from "@temporalio/client";
import type { Store } from "../../domain/store.js";

/** Store and Temporal, to be held against each other. */
export interface SettleContext {
  readonly store: Store;
  readonly client: Client;
  readonly now?: () => Date;
}
