import type { ComparisonReport } from "../domain/comparison.js";
import type { CodeVersion, Experiment } from "../domain/experiment.js";
import type { ExperimentSummary } from "../domain/experiment-summary.js";
import type { ModelGateway } from "../domain/models.js";
import type { Registry } from "../domain/registry.js";
import type { Store } from "../domain/store.js";
import type { CallSlots } from "./call-slots.js";

/** What activities are made of; compose.ts fills it in. */
export interface ActivityPorts {
  readonly store: Store;
  readonly registry: Registry;
  readonly gateway: ModelGateway;
  readonly slots: CallSlots;
  readonly codeVersion: CodeVersion;
  readonly now: () => Date;
  readonly warn: (message: string, detail: Readonly<Record<string, unknown>>) => void;
  readonly summarize: (experiment: Experiment) => Promise<ExperimentSummary>;
  readonly compare: (request: {
    readonly experiments: readonly Experiment[];
    readonly baselineId: string;
    readonly policy: ComparisonReport["policy"];
  }) => Promise<ComparisonReport>;
}
