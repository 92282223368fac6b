import type { ExperimentActivities } from "./activities/activity-interface.js";
import { createCallSlots } from "./activities/call-slots.js";
import { createActivities } from "./activities/create-activities.js";
import type { Project } from "./compose.js";
import { composeLimits } from "./models/limits/compose-limits.js";
import { processSecrets } from "./secrets/process-secrets.js";

/** What a worker needs of a project. */
export type WorkerProject = Pick<
  Project,
  | "store"
  | "registry"
  | "codeVersion"
  | "gateway"
  | "models"
  | "taskQueue"
  | "providerQueues"
  | "dataConverter"
>;

/** The activities of a worker of this project. */
export function composeActivities(
  { store, registry, codeVersion, gateway, models, providerQueues }: WorkerProject,
  warn: (message: string, detail: Readonly<Record<string, unknown>>) => void,
): ExperimentActivities {
  return createActivities({
    store,
    registry,
    codeVersion,
    warn,
    gateway,
    queueFor: providerQueues.queueFor,
    limitProvider: composeLimits({ store, settings: models, random: Math.random }),
    slots: createCallSlots(),
    environment: process.env,
    hideSecrets: processSecrets.text,
    now: () => new Date(),
  });
}
