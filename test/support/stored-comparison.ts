import { compareExperiments } from "../../src/analysis/comparison/compare-experiments.js";
import { ComparisonPolicy, type ComparisonReport } from "../../src/domain/comparison/comparison.js";
import type { Experiment } from "../../src/domain/experiment/experiment.js";
import type { Score } from "../../src/domain/score/score.js";
import type { Store } from "../../src/domain/store.js";
import { storeExperiment } from "./stored-experiment.js";

/** The report of experiments with one metric, written straight into a store; the first is the baseline. */
export async function storedComparison(
  store: Store,
  arms: Readonly<Record<string, readonly (number | null)[]>>,
  given: {
    readonly metric?: string;
    readonly policy?: object;
    readonly itemId?: (index: number) => string;
    /** Of one arm's experiment. */
    readonly change?: (variant: string) => Partial<Experiment>;
    /** Done to the stored scores of an arm before they are compared. */
    readonly scores?: (variant: string, score: Score) => Score;
  } = {},
): Promise<ComparisonReport> {
  const { metric = "quality", policy = {}, itemId = (index) => `i${index}` } = given;
  const { change = () => ({}), scores } = given;
  const experiments: Experiment[] = [];
  for (const [variant, values] of Object.entries(arms)) {
    const { id } = await storeExperiment(store, {
      name: `experiment ${variant}`,
      metrics: { [metric]: values.map((value, index) => ({ itemId: itemId(index), value })) },
      change: { variant, ...change(variant) },
    });
    if (scores !== undefined) {
      const runs = await store.listRuns({ experimentId: id, fromOrdinal: 0, limit: 10_000 });
      const stored = await store.listScoresOfRuns(runs.map((run) => run.id));
      await store.putScores(stored.map((score) => scores(variant, score)));
    }
    experiments.push((await store.getExperiment(id)) as Experiment);
  }
  return await compareExperiments(store, {
    experiments,
    baselineId: (experiments[0] as Experiment).id,
    policy: ComparisonPolicy.parse(policy),
  });
}
