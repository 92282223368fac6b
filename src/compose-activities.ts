import type { ExperimentActivities } from "./activities/activity-interface.js";
import { createCallSlots } from "./activities/call-slots.js";
import { createActivities } from "./activities/create-activities.js";
import type { RegressionPort } from "./activities/ports.js";
import type { RegressionActivities } from "./activities/regression-interface.js";
import type { Project } from "./compose.js";
import type { WaitRecorder } from "./domain/wait/wait-recorder.js";
import { composeLimits } from "./models/limits/compose-limits.js";
import type { ProviderQueues } from "./models/provider-queues.js";
import { ChannelSettings } from "./notifications/known-channels.js";
import { sendNotice } from "./notifications/send-notice.js";
import { gateRegression } from "./operations/regressions/gate-regression.js";
import { planCandidate, planStep } from "./operations/regressions/plan-regression.js";
import { processSecrets } from "./secrets/process-secrets.js";
import { workflowUrl } from "./temporal/workflow-url.js";

/** What a worker needs of a project. */
export type WorkerProject = Pick<
  Project,
  | "store"
  | "registry"
  | "codeVersion"
  | "gateway"
  | "models"
  | "code"
  | "hashNow"
  | "dataConverter"
  | "loaded"
>;

/** The activities of a worker of this project. */
export function composeActivities(
  project: WorkerProject,
  {
    providerQueues,
    warn,
    waits,
    lastRan,
  }: {
    /** Those beside the task queue that the activities are for. */
    readonly providerQueues: Pick<ProviderQueues, "queueFor">;
    readonly warn: (message: string, detail: Readonly<Record<string, unknown>>) => void;
    readonly waits: WaitRecorder;
    readonly lastRan: () => number;
  },
): ExperimentActivities & RegressionActivities {
  const { store, registry, codeVersion, gateway, models } = project;
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
    regressions: composeRegressions(project),
    environment: process.env,
    hideSecrets: processSecrets.text,
    now: () => new Date(),
    lastRan,
  });
}

/** What regression runs do, with this project's configuration. */
function composeRegressions(project: WorkerProject): RegressionPort {
  const environment = process.env;
  const uiUrl = environment.TEMPORAL_UI_URL;
  const namespace = environment.TEMPORAL_NAMESPACE ?? "default";
  return {
    planCandidate: (run, request) => planCandidate(project, run, request),
    planStep: (run, step) => planStep(project, run, step),
    gate: (run) => gateRegression(project, run),
    send: ({ id, settings, notice }, signal) =>
      sendNotice(ChannelSettings.parse(settings), notice, { key: id, environment, signal, now: new Date() }),
    workflowUrl: (workflowId) => (uiUrl ? workflowUrl({ uiUrl, namespace }, workflowId) : null),
  };
}
