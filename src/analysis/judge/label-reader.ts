import type { ComparisonPolicy } from "../../domain/comparison/comparison-policy.js";
import type { MetricRange } from "../../domain/comparison/metric-difference.js";

/** A label beyond the scale that it should be on. */
export interface ForeignLabel {
  readonly value: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Brings people's labels into the metric's own unit, and remembers the first that cannot be one. */
export function labelReader(
  range: Pick<MetricRange, "minimum" | "maximum"> | null,
  scale: ComparisonPolicy["labelScales"][string] | null,
): { readonly toJudgeUnit: (label: number) => number; readonly foreignLabel: () => ForeignLabel | null } {
  const { minimum, maximum } = range ?? { minimum: 0, maximum: 1 };
  const bounds = scale ?? range;
  let foreign: number | null = null;
  return {
    toJudgeUnit: (label) => {
      if (bounds !== null && (label < bounds.minimum || label > bounds.maximum)) foreign ??= label;
      if (scale === null) return label;
      return minimum + ((label - scale.minimum) / (scale.maximum - scale.minimum)) * (maximum - minimum);
    },
    foreignLabel: () =>
      foreign === null || bounds === null
        ? null
        : { value: foreign, minimum: bounds.minimum, maximum: bounds.maximum },
  };
}

/** Says of labels that they are on another scale, and what to do. */
export function foreignLabelWords(metric: string, { value, minimum, maximum }: ForeignLabel): string {
  return (
    `people's labels of ${metric} are on another scale: one is ${String(value)}, allowed are ${minimum} to ${maximum}; ` +
    `say how they map with --label-scale ${metric}=MIN:MAX, or labelScales in compare`
  );
}
