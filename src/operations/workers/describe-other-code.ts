import type { WorkerRegistration } from "../../domain/worker/worker-registration.js";
import type { CodeDifference } from "./compare-code.js";
import { differencesOf, type ProjectCode } from "./project-code.js";

const SHOWN = 3;

const HOW: Readonly<Record<CodeDifference["how"], string>> = {
  changed: "has changed since it was loaded there",
  missing: "is not loaded there",
  more: "is loaded there alone",
};

/** `the running worker (pid 12 on host) has other code: prompt.ts has changed since it was loaded there`. */
export function describeOtherCode(project: ProjectCode, worker: WorkerRegistration): string {
  const who = `the running worker (pid ${worker.pid} on ${worker.host})`;
  const differences = differencesOf(project, worker);
  if (differences === null)
    return `${who} has another configuration: ${worker.code.configuration}, where this is ${project.code.configuration} (seen from the store's folder)`;
  const shown = differences.slice(0, SHOWN).map(({ part, how }) => `${part} ${HOW[how]}`);
  const further = differences.length - shown.length;
  const more = further === 0 ? "" : `, and ${further} more ${further === 1 ? "difference" : "differences"}`;
  return `${who} has other code: ${shown.join(", ")}${more}`;
}
