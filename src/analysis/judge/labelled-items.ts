import type { LabelStore } from "../../domain/label/label-store.js";
import type { ItemFailures } from "../../domain/score/score-store.js";
import { meanOf } from "../../statistics/mean.js";

/** A metric of an experiment and the name under which people labelled the same thing. */
export interface LabelledMetric {
  readonly experimentId: string;
  readonly metric: string;
  readonly labelName: string;
  /** A label in the judge's unit; as it is when left out. */
  readonly toJudgeUnit?: (label: number) => number;
}

/** A judge's value of an item, and people's where they gave one, with the judge's value of exactly those runs. */
export interface LabelledItem {
  readonly judge: number;
  readonly label: { readonly human: number; readonly judge: number } | null;
  /** Of a pair: the judge's values on each side, whose difference may hide how the labelled items were chosen. */
  readonly sides?: readonly [number, number];
  /** Whether all its runs failed, on both sides of a pair, and count as the worst: then no judge can be wrong about it. */
  readonly isFailed?: boolean;
  /**
   * How far failed runs that count as the worst take the value from what the judge gives on average: no judge can be wrong
   * about that part. 0 when left out.
   */
  readonly known?: number;
}

/** Failed runs that have a score all the same: each counts as `value`. */
export interface ScoredFailures {
  readonly value: number;
  readonly ofItems: AsyncIterable<ItemFailures>;
}

/** Judge and label per item: repetitions averaged, labels of several annotators too, failed runs where they have a score. */
export async function readLabelledItems(
  store: Pick<LabelStore, "streamRunValues">,
  { experimentId, metric, labelName, toJudgeUnit = (label) => label }: LabelledMetric,
  failures: ScoredFailures | null = null,
): Promise<ReadonlyMap<string, LabelledItem>> {
  const labels = new Map<string, number[]>();
  for await (const { runId, value } of store.streamRunValues({
    experimentId,
    name: labelName,
    of: "labels",
  })) {
    labels.set(runId, [...(labels.get(runId) ?? []), toJudgeUnit(value)]);
  }
  const runs = new Map<string, { judge: number[]; human: number[]; judgeOfLabelled: number[] }>();
  for await (const run of store.streamRunValues({ experimentId, name: metric, of: "evaluations" })) {
    const item = runs.get(run.itemId) ?? { judge: [], human: [], judgeOfLabelled: [] };
    item.judge.push(run.value);
    const given = labels.get(run.runId);
    if (given !== undefined) {
      item.human.push(meanOf(given));
      item.judgeOfLabelled.push(run.value);
    }
    runs.set(run.itemId, item);
  }
  const items = new Map<string, LabelledItem>();
  for (const [itemId, { judge, human, judgeOfLabelled }] of runs) {
    const label = human.length === 0 ? null : { human: meanOf(human), judge: meanOf(judgeOfLabelled) };
    items.set(itemId, { judge: meanOf(judge), label });
  }
  if (failures === null) return items;
  const { value } = failures;
  const usual = items.size === 0 ? value : meanOf([...items.values()].map(({ judge }) => judge));
  for await (const { itemId, failed } of failures.ofItems) {
    const scored = { item: items.get(itemId) ?? null, runs: runs.get(itemId)?.judge.length ?? 0 };
    items.set(itemId, withFailures(scored, { failed, value, usual }));
  }
  return items;
}

/** What people say of the labelled runs stands for all runs that have an output; of the failed ones there is nothing to ask. */
function withFailures(
  { item, runs }: { readonly item: LabelledItem | null; readonly runs: number },
  { failed, value, usual }: { readonly failed: number; readonly value: number; readonly usual: number },
): LabelledItem {
  const known = (failed / (runs + failed)) * (value - usual);
  if (item === null) return { judge: value, label: { human: value, judge: value }, isFailed: true, known };
  const joint = (mean: number): number => (mean * runs + value * failed) / (runs + failed);
  const { judge, label } = item;
  return {
    judge: joint(judge),
    label: label === null ? null : { human: joint(label.human), judge: joint(label.judge) },
    known,
  };
}

/** Items with a value on both sides as differences; labelled where people labelled every side that has an output. */
export function pairLabelledItems(
  baseline: ReadonlyMap<string, LabelledItem>,
  candidate: ReadonlyMap<string, LabelledItem>,
  without: ReadonlySet<string> | null = null,
): readonly LabelledItem[] {
  const pairs: LabelledItem[] = [];
  for (const [itemId, before] of baseline) {
    const after = candidate.get(itemId);
    if (after === undefined || without?.has(itemId) === true) continue;
    const label =
      before.label === null || after.label === null
        ? null
        : {
            human: after.label.human - before.label.human,
            judge: after.label.judge - before.label.judge,
          };
    pairs.push({
      judge: after.judge - before.judge,
      label,
      sides: [before.judge, after.judge],
      isFailed: before.isFailed === true && after.isFailed === true,
      known: (after.known ?? 0) - (before.known ?? 0),
    });
  }
  return pairs;
}
