import type { CodeVersion } from "../domain/experiment/experiment.js";
import type { ModelGateway } from "../domain/model/models.js";
import type { Store } from "../domain/store.js";
import type { ConfigurationRegistry } from "../registry.js";

/** What planning needs to look at. */
export interface StartContext {
  readonly store: Store;
  readonly registry: ConfigurationRegistry;
  readonly gateway: Pick<ModelGateway, "describe">;
  readonly codeVersion: CodeVersion;
  readonly now: Date;
}
