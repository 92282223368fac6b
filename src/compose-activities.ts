import type { ExperimentActivities } from "./activities/activity-interface.js";
import { createCallSlots } from "./activities/call-slots.js";
import { createActivities } from "./activities/create-activities.js";
import type { Project } from "./compose.js";
import type { WaitRecorder } from "./domain/wait/wait-recorder.js";
import { composeLimits } from "./models/limits/compose-limits.js";
import type { ProviderQueues } from "./models/provider-queues.js";
import { processSecrets } from "./secrets/process-secrets.js";

/** What a worker needs of a project. */
export type WorkerProject = Pick<
  Project,
  "store" | "registry" | "codeVersion" | "gateway" | "models" | "code" | "hashNow" | "dataConverter"
>;

/** The activities of a worker of this project. */
export function composeActivities(
  { store, registry, codeVersion, gateway, models }: WorkerProject,
  {
    providerQueues,
    warn,
    waits,
  }: {
    /** Those beside the task queue that the activities are for. */
    readonly providerQueues: Pick<ProviderQueues, "queueFor">;
    readonly warn: (message: string, detail: Readonly<Record<string, unknown>>) => void;
    readonly waits: WaitRecorder;
  },
): ExperimentActivities {
  return createActivities({
    store,
    registry,
    codeVersion,
    warn,
    gateway,
    queueFor: providerQueues.queueFor,
    limitProvider: composeLimits({ store, settings: models, random: Math.random, waits }),
    slots: createCallSlots(waits),
    waits,
    environment: process.env,
    hideSecrets: processSecrets.text,
    now: () => new Date(),
  });
}
