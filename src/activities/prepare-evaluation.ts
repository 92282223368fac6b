import type { Experiment } from "../domain/experiment/experiment.js";
import { ExperimentUnfinishedError } from "../domain/experiment/experiment-errors.js";
import { pinEvaluators } from "../domain/experiment/pin-evaluators.js";
import type { ExperimentActivities } from "./activity-interface.js";
import { permanent } from "./experiment-cache.js";
import type { ActivityPorts } from "./ports.js";
import { describePlan, prepareCode } from "./prepare-experiment.js";

/** Plans a batch evaluation over the runs that have an output; the experiment remembers its evaluators. */
export function prepareEvaluation(
  ports: ActivityPorts,
  requireExperiment: (id: string) => Promise<Experiment>,
): ExperimentActivities["prepareEvaluation"] {
  return async ({ experimentId, roundId, evaluatorIds, force }) => {
    const experiment = await requireExperiment(experimentId);
    const stored = (await ports.store.getExperiment(experimentId)) ?? experiment;
    if (stored.status === "pending" || stored.status === "running")
      throw permanent(new ExperimentUnfinishedError(stored.name, stored.status));
    const ids = evaluatorIds ?? stored.evaluators.map(({ id }) => id);
    const evaluators = await prepareCode(ports, stored, ids);
    const references = pinEvaluators(evaluators, stored.limits);
    // In the order of the definition, whose first score is the primary metric where none is named.
    const known = stored.evaluators.map(
      (reference) => references.find(({ id }) => id === reference.id) ?? reference,
    );
    const added = references.filter(({ id }) => !stored.evaluators.some((reference) => reference.id === id));
    await ports.store.updateExperiment(experimentId, { evaluators: [...known, ...added] });
    const total = await ports.store.countRunsWithOutput(experimentId);
    const round = { id: roundId, startedAt: await roundStart(ports, experimentId, roundId), force };
    const plan = describePlan(ports, stored, { evaluators, runCount: stored.runCount ?? 0, total });
    return { ...plan, round };
  };
}

/** The instant a round began; the same for all retries of this activity. */
async function roundStart(
  { store, now }: ActivityPorts,
  experimentId: string,
  roundId: string,
): Promise<string> {
  const body = now().toISOString();
  const stored = await store.putArtifact(`evaluation-round/${experimentId}/${roundId}`, {
    kind: "evaluation-round",
    body,
  });
  return String(stored);
}
