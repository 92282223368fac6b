import { createHash } from "node:crypto";
import type { CodeSnapshot } from "../../domain/code/code-snapshot.js";
import { sharedTaskQueue } from "../../domain/worker/task-queue.js";
import type { WorkerRegistration } from "../../domain/worker/worker-registration.js";
import { type CodeDifference, compareCode } from "./compare-code.js";

/** The code of this process, to be compared with that of workers. */
export interface ProjectCode {
  readonly code: CodeSnapshot;
  /** The hash of a file of it as it is now, as `CodeSnapshot.parts` has it; null when there is none. */
  readonly hashNow: (part: string) => string | null;
}

/** Null when the worker loads another configuration; else what it has loaded otherwise. */
export function differencesOf(
  { code, hashNow }: ProjectCode,
  worker: Pick<WorkerRegistration, "code">,
): readonly CodeDifference[] | null {
  if (worker.code.configuration !== code.configuration) return null;
  return compareCode(code, { worker: worker.code, hashNow });
}

/** True when an experiment started here would run on the worker as it would in this process. */
export function hasSameCode(
  project: ProjectCode,
  worker: Pick<WorkerRegistration, "code" | "kind">,
): boolean {
  return worker.kind !== "adopted" && differencesOf(project, worker)?.length === 0;
}

/** Begins the names of all task queues that workers of one configuration have for themselves. */
export function ownQueuePrefix(storeId: string, { configuration }: CodeSnapshot): string {
  const key = createHash("sha256").update(configuration).digest("hex").slice(0, 8);
  return `${sharedTaskQueue(storeId)}-${key}-`;
}
