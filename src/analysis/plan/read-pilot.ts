import type { MetricRange } from "../../domain/comparison/metric-difference.js";
import type { Experiment } from "../../domain/experiment/experiment.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";
import type { PlanPrices } from "../../domain/plan/experiment-plan.js";
import { PilotUnusableError } from "../../domain/plan/plan-errors.js";
import { isWithinRange } from "../../domain/score/is-within-range.js";
import { UNIT_RANGE } from "../../domain/score/unit-range.js";
import type { Store } from "../../domain/store.js";
import { counted } from "../../formatting/counted.js";
import { describe } from "../../statistics/describe.js";
import { meanOf } from "../../statistics/mean.js";
import { pairedDifferences } from "../../statistics/paired-differences.js";
import { judgeVariance } from "../../statistics/repetitions/judge-variance.js";
import { metricRange } from "../comparison/metric-range.js";
import { readJudgements } from "../judge/read-judgements.js";

/** What a finished pair of experiments tells about noise, prices and design. */
export interface Pilot {
  readonly differences: readonly number[];
  /** Whether all values are yes or no. */
  readonly isYesOrNo: boolean;
  /** The values that a run can have; null = unbounded. */
  readonly range: MetricRange | null;
  /** ω²: the differences' variance without the noise of repetitions and judgements, floored at 0. */
  readonly itemVariance: number;
  readonly repetitionVariance: number | null;
  readonly judgeVariance: number | null;
  readonly repetitions: number;
  /** Null where the metric is computed, not judged. */
  readonly judgements: number | null;
  readonly prices: PlanPrices;
}

/** One item's values: [repetition][judgement]. */
type ItemValues = readonly (readonly number[])[];

/**
 * Reads the noise of a paired difference from two finished experiments over the same items.
 *
 * Method  variance components per side, added; ω² = Var(d̄) − noise of the repetitions and judgements there were.
 * @throws PilotUnusableError below two pairs.
 */
export async function readPilot(
  store: Store,
  pair: { readonly baseline: Experiment; readonly candidate: Experiment; readonly metric: string },
): Promise<Pilot> {
  const { baseline, candidate, metric } = pair;
  const sides = [await readSide(store, baseline, metric), await readSide(store, candidate, metric)] as const;
  const itemIds = [...sides[0].items.keys()].filter((itemId) => sides[1].items.has(itemId));
  if (itemIds.length < 2) {
    throw new PilotUnusableError(
      baseline.definition,
      `${baseline.name} and ${candidate.name} have ${counted(itemIds.length, "item")} with a ${metric} on both sides, at least 2 are needed`,
    );
  }
  const values = sides.map(({ items }) => itemIds.map((itemId) => items.get(itemId) as ItemValues));
  const means = values.map((side) => side.map((item) => meanOf(item.map(meanOf))));
  const differences = pairedDifferences(
    itemIds.map((_, index) => ({
      baseline: means[0]?.[index] as number,
      candidate: means[1]?.[index] as number,
    })),
  );
  const noise = values.map(noiseOf);
  const { variance } = describe(differences);
  const observed = noise.reduce((total, side) => total + side.ofItemMean, 0);
  const judged = isJudged(baseline, sides[0].evaluatorId);
  const scores = values.flat(2).map(meanOf);
  const { dataType } = sides[0];
  const areUnit = scores.every((value) => isWithinRange(value, UNIT_RANGE));
  return {
    differences,
    isYesOrNo: scores.every((value) => value === 0 || value === 1),
    range: metricRange(baseline, { kind: "score", name: metric, dataType }, areUnit),
    itemVariance: Math.max(0, (variance as number) - observed),
    repetitionVariance: addKnown(noise.map(({ generation }) => generation)),
    judgeVariance: judged ? addKnown(noise.map(({ judge }) => judge)) : null,
    repetitions: Math.max(1, Math.round(meanOf(values.flat().map((item) => item.length)))),
    judgements: judged ? Math.max(1, Math.round(meanOf(values.flat(2).map(({ length }) => length)))) : null,
    prices: pricesOf(sides, judged),
  };
}

interface Side {
  readonly items: ReadonlyMap<string, ItemValues>;
  readonly evaluatorId: string | null;
  readonly dataType: MetricSummary["dataType"];
  readonly runUsd: number | null;
  readonly evaluationUsd: number | null;
  readonly judgementsPerScore: number;
}

async function readSide(store: Store, experiment: Experiment, metric: string): Promise<Side> {
  const items = new Map<string, number[][]>();
  for await (const value of store.streamRunValues({
    experimentId: experiment.id,
    name: metric,
    of: "evaluations",
  })) {
    const judgements = [...readJudgements(value)];
    const item = items.get(value.itemId);
    if (item === undefined) items.set(value.itemId, [judgements]);
    else item.push(judgements);
  }
  const names = await store.listScoreNames(experiment.id);
  const score = names.find(({ name }) => name === metric);
  const evaluatorId = score?.evaluatorId ?? null;
  const costs = await store.averageCosts(experiment.id);
  const counts = [...items.values()].flat().map(({ length }) => length);
  // What the other judges of a run cost grows with the runs, not with this metric's judgements.
  const others = experiment.evaluators
    .filter(({ id, mode }) => mode === "waits" && id !== evaluatorId)
    .map(({ id }) => costs.evaluations[id]?.meanUsd ?? null);
  return {
    items,
    evaluatorId,
    dataType: score?.dataType,
    runUsd: addKnown([costs.run.meanUsd, ...others]),
    evaluationUsd: evaluatorId === null ? null : (costs.evaluations[evaluatorId]?.meanUsd ?? null),
    judgementsPerScore: counts.length === 0 ? 1 : meanOf(counts),
  };
}

interface Noise {
  readonly generation: number | null;
  readonly judge: number | null;
  /** Variance that repetitions and judgements leave in an item's mean. */
  readonly ofItemMean: number;
}

function noiseOf(items: readonly ItemValues[]): Noise {
  const { generationVariance: generation, judgeVariance: judge } = judgeVariance(items);
  const ofItemMean = meanOf(
    items.map((repetitions) => {
      const perRepetition = meanOf(repetitions.map(({ length }) => 1 / length));
      return ((generation ?? 0) + (judge ?? 0) * perRepetition) / repetitions.length;
    }),
  );
  return { generation, judge, ofItemMean };
}

/** A metric is judged when its evaluator waits for a model: only then do more judgements exist. */
function isJudged({ evaluators }: Experiment, evaluatorId: string | null): boolean {
  return evaluators.find(({ id }) => id === evaluatorId)?.mode === "waits";
}

function pricesOf(sides: readonly Side[], judged: boolean): PlanPrices {
  const mean = (prices: readonly (number | null)[]): number | null => {
    const sum = addKnown(prices);
    return sum === null ? null : sum / prices.length;
  };
  return {
    runUsd: mean(sides.map(({ runUsd }) => runUsd)),
    judgementUsd: judged
      ? mean(
          sides.map(({ evaluationUsd, judgementsPerScore }) =>
            evaluationUsd === null ? null : evaluationUsd / judgementsPerScore,
          ),
        )
      : null,
    source: "pilot",
  };
}

/** The sum; null when a part is unknown. */
function addKnown(parts: readonly (number | null)[]): number | null {
  return parts.some((part) => part === null)
    ? null
    : (parts as readonly number[]).reduce((sum, part) => sum + part, 0);
}
