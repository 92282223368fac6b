import type { Experiment } from "../../domain/experiment/experiment.js";
import type { ScoreStore } from "../../domain/score/score-store.js";

/**
 * Why no mean of latency can be said of experiments with runs that timed out; null without such runs. What is known of those
 * is only that they took longer than was waited for: quantiles can be said, a mean cannot.
 */
export async function refuseTimeOuts(
  store: Pick<ScoreStore, "streamItemFailures">,
  experiments: readonly Pick<Experiment, "id" | "variant">[],
): Promise<string | null> {
  const counts: { readonly variant: string; readonly timedOut: number }[] = [];
  for (const { id, variant } of experiments) {
    let timedOut = 0;
    for await (const item of store.streamItemFailures(id)) timedOut += item.timedOut;
    if (timedOut > 0) counts.push({ variant, timedOut });
  }
  if (counts.length === 0) return null;
  const told = counts
    .map(({ variant, timedOut }) => `${timedOut} ${timedOut === 1 ? "run" : "runs"} of ${variant}`)
    .join(" and ");
  return `${told} timed out, and their real latency is not known: there is no mean of such values, only quantiles (latency_ms_median, latency_ms_p95)`;
}
