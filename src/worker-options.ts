import type { WorkflowBundleOption } from "@temporalio/worker";
import type { Logger } from "pino";
import type { WorkerProject } from "./compose-activities.js";
import type { TemporalConnection } from "./temporal/connect.js";

/** What a worker is started with. */
export interface WorkerOptions {
  readonly project: WorkerProject;
  readonly temporal: Pick<TemporalConnection, "connectionOptions" | "namespace">;
  readonly logger: Logger;
  /** `command`: for the time of a command; it takes up nothing that others left. */
  readonly kind: "lasting" | "command";
  /** Tests bundle once for all; otherwise the bundle of the build is used, or the sources are bundled. */
  readonly workflowBundle?: WorkflowBundleOption;
  /** False where somebody else tells what waits: `assay run` does so itself. */
  readonly logsWaits?: boolean;
  /** Tests keep few, so that workflows are replayed all the time, as after a restart. */
  readonly maxCachedWorkflows?: number;
}
