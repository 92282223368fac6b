import { isJsonObject } from "../domain/json/json.js";
import { FINISH_REASONS, type FinishReason } from "../domain/model/models.js";
import type { TokenUsage } from "../domain/model/token-usage.js";
import type { Store } from "../domain/store.js";
import type { Observation } from "../domain/trace/trace.js";

/** What the model calls of a step cost, all its tries together; null = not known, or no calls. */
export interface StepSpending {
  readonly costUsd: number | null;
  readonly usage: TokenUsage | null;
  /** Of the last call that was answered; null = none was. */
  readonly finishReason: FinishReason | null;
}

/** Sums the model calls that a trace recorded for a step; an unknown part makes the sum unknown. */
export async function readStepSpending(
  store: Pick<Store, "listObservations">,
  { traceId, step }: { readonly traceId: string; readonly step: string },
): Promise<StepSpending> {
  const calls = (await store.listObservations(traceId)).filter(
    ({ type, level, usage, metadata }) =>
      (type === "GENERATION" || type === "EMBEDDING") &&
      // A failed call is paid where its reply names tokens.
      (level !== "ERROR" || usage !== null) &&
      metadata.step === step,
  );
  if (calls.length === 0) return { costUsd: null, usage: null, finishReason: null };
  const sum = (values: readonly (number | null | undefined)[]): number | null => {
    let total = 0;
    for (const value of values) {
      if (typeof value !== "number") return null;
      total += value;
    }
    return total;
  };
  const of = (key: keyof TokenUsage): number | null => sum(calls.map(({ usage }) => usage?.[key]));
  return {
    costUsd: sum(calls.map(({ costUsd }) => costUsd)),
    finishReason: lastFinishReason(calls),
    usage: {
      inputTokens: of("inputTokens"),
      cachedInputTokens: of("cachedInputTokens"),
      cacheWriteTokens: of("cacheWriteTokens"),
      outputTokens: of("outputTokens"),
      reasoningTokens: of("reasoningTokens"),
    },
  };
}

function lastFinishReason(calls: readonly Observation[]): FinishReason | null {
  const [last] = calls
    .filter(({ type, level }) => type === "GENERATION" && level !== "ERROR")
    .sort((one, other) => (other.endedAt ?? "").localeCompare(one.endedAt ?? ""));
  const output = last?.output ?? null;
  const reason = isJsonObject(output) ? output.finishReason : null;
  return FINISH_REASONS.find((known) => known === reason) ?? null;
}
