import type { RegressionRun, RegressionRunState } from "../../domain/regression/regression-run.js";
import type { Store } from "../../domain/store.js";

/** Somebody ended them; they say nothing of the definition. */
const ENDED_BY_PEOPLE: readonly (RegressionRunState | null)[] = ["cancelled", "terminated"];

/** The previous run of the same definition and schedule that people did not end; null without one. */
export async function findPreviousRun(
  store: Pick<Store, "listRegressionRuns">,
  { id, definition, schedule }: Pick<RegressionRun, "id" | "definition" | "schedule">,
): Promise<RegressionRun | null> {
  const ended = await store.listRegressionRuns({ definition, schedule, isRunning: false, limit: 20 });
  return ended.find((run) => run.id !== id && !ENDED_BY_PEOPLE.includes(run.state)) ?? null;
}
