import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MetricDifference } from "../../domain/comparison/metric-difference.js";
import type { LabelCorrection } from "../../domain/label/label-correction.js";
import type { Store } from "../../domain/store.js";
import { correctDifference } from "./correct-with-labels.js";
import { type ForeignLabel, labelReader } from "./label-reader.js";

/** A difference, and how its items were read. */
export interface JudgedDifference {
  readonly difference: Pick<
    MetricDifference,
    "metric" | "kind" | "candidateId" | "baselineId" | "range" | "verdict"
  >;
  /** Items that are not the same in both dataset versions; null where the version is the same. */
  readonly without: ReadonlySet<string> | null;
  /** What a failed run counts as; null = nothing. */
  readonly failureValue: number | null;
}

/** What people's labels say of one difference. */
export interface LabelledDifference {
  readonly correction: LabelCorrection;
  /** A label beyond the scale that labels and judge would have to share; null when all lie on it. */
  readonly foreignLabel: ForeignLabel | null;
}

/** Differences with people's labels of the metric's name on one side or both. */
export interface LabelCorrections {
  /** One per difference; null where no side or one alone is labelled. */
  readonly corrections: readonly (LabelledDifference | null)[];
  /** Metrics with labels on one side of a difference alone, and which. */
  readonly oneSided: readonly { readonly metric: string; readonly experimentId: string }[];
}

/** Differences of judged metrics corrected by people's labels of the same name, wherever there are any (PPI++). */
export async function labelCorrections(
  store: Store,
  differences: readonly JudgedDifference[],
  { alpha, labelScales }: Pick<ComparisonPolicy, "alpha" | "labelScales">,
): Promise<LabelCorrections> {
  const labelled = new Map<string, ReadonlySet<string>>();
  const isLabelled = async (id: string, metric: string): Promise<boolean> => {
    const names = labelled.get(id) ?? new Set(await store.listLabelNames(id));
    labelled.set(id, names);
    return names.has(metric);
  };
  const corrections: (LabelledDifference | null)[] = [];
  const oneSided: { metric: string; experimentId: string }[] = [];
  for (const { difference, without, failureValue } of differences) {
    const { metric, kind, candidateId, baselineId, range, verdict } = difference;
    const isScore = kind === "score" && verdict !== "incomparable";
    const [candidate, baseline] = isScore
      ? [await isLabelled(candidateId, metric), await isLabelled(baselineId, metric)]
      : [false, false];
    if (candidate !== baseline) oneSided.push({ metric, experimentId: candidate ? candidateId : baselineId });
    if (!candidate || !baseline) {
      corrections.push(null);
      continue;
    }
    const { toJudgeUnit, foreignLabel } = labelReader(range, labelScales[metric] ?? null);
    const names = { candidateId, baselineId, metric, labelName: metric, toJudgeUnit };
    const options = { level: 1 - alpha, without, failureValue };
    const correction = await correctDifference(store, names, options);
    corrections.push({ correction, foreignLabel: foreignLabel() });
  }
  return { corrections, oneSided };
}
