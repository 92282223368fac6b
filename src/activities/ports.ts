import type { CodeVersion, Experiment } from "../domain/experiment/experiment.js";
import type { ModelDescription, ModelGateway } from "../domain/model/models.js";
import type { Notification } from "../domain/notification/notification.js";
import type { Registry } from "../domain/registry.js";
import type { RegressionRun } from "../domain/regression/regression-run.js";
import type { RegressionVerdict } from "../domain/regression/regression-verdict.js";
import type { Store } from "../domain/store.js";
import type { WaitRecorder } from "../domain/wait/wait-recorder.js";
import type { CallSlots } from "./call-slots.js";
import type { RegressionRequest } from "./regression-interface.js";

/** Rows of a start that are in the store, under names that are the same each time. */
export interface PlannedRegressionExperiment {
  readonly experiment: Experiment;
  readonly anchors: Experiment | null;
}

/** What regression runs do beside running experiments. */
export interface RegressionPort {
  /** Brings the dataset into the store and plans the candidate's experiment. */
  planCandidate(run: RegressionRun, request: RegressionRequest): Promise<PlannedRegressionExperiment>;
  /** Plans the experiment of a step that the verdict asks for. */
  planStep(
    run: RegressionRun,
    step: Exclude<NonNullable<RegressionVerdict["next"]>, { kind: "rescore" }>,
  ): Promise<PlannedRegressionExperiment>;
  /** Holds what has run against the baseline. */
  gate(run: RegressionRun): Promise<RegressionVerdict>;
  /** @throws NotificationRefusedError, NotificationUndeliveredError */
  send(notification: Notification, signal: AbortSignal): Promise<void>;
  /** Where the Temporal UI shows a workflow; null where its address is not known. */
  workflowUrl(workflowId: string): string | null;
}

/** The ports that activities use; compose.ts provides them. */
export interface ActivityPorts {
  readonly store: Store;
  readonly registry: Registry;
  readonly gateway: ModelGateway;
  /** Makes a call when the provider's limits, and the experiment's own, allow it. */
  readonly limitProvider: <Answer>(
    call: {
      readonly model: ModelDescription;
      readonly estimatedTokens: number;
      readonly signal: AbortSignal;
      readonly experiment: { readonly scope: string; readonly requestsPerMinute: number | null };
    },
    make: () => Promise<Answer>,
  ) => Promise<Answer>;
  /** The task queue for calls that ask these models, where a limit of theirs holds over all workers; null = the usual one. */
  readonly queueFor: (models: readonly string[]) => string | null;
  readonly slots: CallSlots;
  readonly regressions: RegressionPort;
  readonly waits: WaitRecorder;
  /** The worker's environment variables; looked at for whether those a pipeline reads are there. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A text without the secrets this process knows; to be applied before a text is cut, since a cut leaves half a key. */
  readonly hideSecrets: (text: string) => string;
  readonly codeVersion: CodeVersion;
  readonly now: () => Date;
  /** When the process last ran, in milliseconds since 1970: shortly after a standstill its beginning, otherwise now. */
  readonly lastRan: () => number;
  readonly warn: (message: string, detail: Readonly<Record<string, unknown>>) => void;
}
