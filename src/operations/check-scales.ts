import type { ComparisonPolicy } from "../domain/comparison/comparison-policy.js";
import type { Evaluator } from "../domain/score/evaluator.js";
import { MetricDirectionContradictedError, ScoreRangeInvalidError } from "../domain/score/score-errors.js";

/**
 * Checks what a definition and its evaluators declare of scores, before anything is paid.
 *
 * @throws ScoreRangeInvalidError for a range that is none; MetricDirectionContradictedError where two of them, or the
 *         definition and one of them, say the contrary of one metric.
 */
export function checkScales(
  definition: string,
  {
    evaluators,
    policy,
  }: {
    readonly evaluators: readonly Evaluator[];
    readonly policy: Pick<ComparisonPolicy, "higherIsBetter">;
  },
): void {
  const said = new Map<string, { readonly by: string; readonly higherIsBetter: boolean }>();
  const hear = (metric: string, by: string, higherIsBetter: boolean): void => {
    const before = said.get(metric);
    if (before !== undefined && before.higherIsBetter !== higherIsBetter) {
      const [up, down] = higherIsBetter ? [by, before.by] : [before.by, by];
      throw new MetricDirectionContradictedError(metric, { up, down }, { definition });
    }
    said.set(metric, { by, higherIsBetter });
  };
  for (const [metric, higherIsBetter] of Object.entries(policy.higherIsBetter))
    hear(metric, "compare.higherIsBetter", higherIsBetter);
  for (const { id, scoreNames, scale = null } of evaluators) {
    const range = scale?.range ?? null;
    if (range !== null && !isRange(range)) throw new ScoreRangeInvalidError(id, range);
    const direction = scale?.higherIsBetter ?? null;
    if (direction === null) continue;
    for (const metric of scoreNames ?? [id]) hear(metric, `the evaluator "${id}"`, direction);
  }
}

function isRange({ minimum, maximum }: { readonly minimum: unknown; readonly maximum: unknown }): boolean {
  return (
    typeof minimum === "number" &&
    typeof maximum === "number" &&
    Number.isFinite(minimum) &&
    Number.isFinite(maximum) &&
    minimum < maximum
  );
}
