import type { Experiment } from "../../domain/experiment/experiment.js";
import type { MetricSummary } from "../../domain/experiment/experiment-summary.js";

/** A score that can be compared: its evaluator is known by id or fingerprint. */
type NamedScore = Pick<MetricSummary, "name" | "fingerprints">;

/**
 * The first score in the order in which the definition declares its evaluators, and they their scores; null without any.
 *
 * A score that no evaluator declared by name belongs to the one whose fingerprint it carries; what belongs to none comes
 * last, by name.
 */
export function firstDeclaredScore(
  { evaluators }: Pick<Experiment, "evaluators">,
  scores: readonly NamedScore[],
): string | null {
  for (const { id, scoreNames, fingerprint } of evaluators) {
    const declared = (scoreNames ?? [id]).find((name) => scores.some((score) => score.name === name));
    const own = scores.filter(({ fingerprints }) => fingerprints.includes(fingerprint));
    const first = declared ?? (scoreNames === null ? firstByName(own) : undefined);
    if (first !== undefined) return first;
  }
  return firstByName(scores) ?? null;
}

function firstByName(scores: readonly NamedScore[]): string | undefined {
  return scores.map(({ name }) => name).sort()[0];
}
