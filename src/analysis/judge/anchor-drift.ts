import type { Experiment } from "../../domain/experiment/experiment.js";
import type { JudgeDrift } from "../../domain/judge/judge-drift.js";
import type { Store } from "../../domain/store.js";
import { judgeDrift, readAnchorJudging } from "./judge-drift.js";

/** Judgings that are looked back on. */
const MOST_EARLIER = 200;

/** Whether the judges of an experiment's definition still score its anchors as before; empty without anchors. */
export async function anchorDrift(
  store: Store,
  { definition, comparisonId }: Experiment,
): Promise<JudgeDrift[]> {
  if (comparisonId === null) return [];
  const all = await store.listExperiments({ definition, limit: MOST_EARLIER });
  const judgings = all.filter(({ role }) => role.kind === "anchors");
  const current = judgings.find((experiment) => experiment.comparisonId === comparisonId);
  if (current === undefined) return [];
  const earlier = judgings
    .filter(
      // The same ids in another dataset are other anchors.
      ({ createdAt, status, datasetId }) =>
        createdAt < current.createdAt && status === "completed" && datasetId === current.datasetId,
    )
    .reverse();
  const names = (await store.listScoreNames(current.id)).filter(({ dataType }) => dataType !== "CATEGORICAL");
  const drifts: JudgeDrift[] = [];
  for (const { name: metric } of names) {
    const read = (experiment: Experiment) => readAnchorJudging(store, { experiment, metric });
    const before = [];
    for (const experiment of earlier) before.push(await read(experiment));
    drifts.push(judgeDrift({ metric, current: await read(current), earlier: before }));
  }
  return drifts;
}
