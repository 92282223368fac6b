import type { CodeSnapshot } from "../code/code-snapshot.js";

/** A worker at work on one task queue: which code it has loaded, and where it runs. */
export interface WorkerRegistration {
  /** Random, made with the worker. One that serves several task queues has a registration for each. */
  readonly id: string;
  readonly taskQueue: string;
  /**
   * `lasting`: `assay start` and `assay worker`. `command`: for the time of a command.
   * `adopted`: a lasting worker that ends what a worker with other code, now gone, left on its task queue.
   */
  readonly kind: "lasting" | "command" | "adopted";
  readonly code: CodeSnapshot;
  readonly host: string;
  /** Within it process ids mean the same: the host's name, and its name space of processes where there are several. */
  readonly processSpace: string;
  readonly pid: number;
  /** When the process started, as `startOf` tells it: ids of processes come again. */
  readonly processStart: string;
  readonly nodeVersion: string;
  /** ISO 8601 in UTC, as its host's clock has them. */
  readonly startedAt: string;
  readonly seenAt: string;
  /** True when it has stopped in order; who is killed leaves it false. */
  readonly ended: boolean;
}
