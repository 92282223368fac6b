import { awaitAll } from "./await-all.js";
import type { Judgement } from "./judgement.js";

/** Fresh questions, over all samples, in place of answers that could not be read. */
const MAXIMUM_REASKS = 2;

/** Which of the independent questions is asked. */
export interface SampleTurn {
  /** 0, 1, 2 … among the samples, or among those asked again. */
  readonly sampleIndex: number;
  readonly isReask: boolean;
}

/** What the samples gave. */
export interface CollectedJudgements<Value> {
  /** In the order of asking, at most as many as were wanted. */
  readonly valid: readonly Extract<Judgement<Value>, { isValid: true }>[];
  readonly failed: readonly Extract<Judgement<Value>, { isValid: false }>[];
  /** At least half of what was wanted is valid. */
  readonly isEnough: boolean;
  /** For people, null where nothing failed: `2 of 5 judgements are valid, 3 are needed: 3 × the answer is empty`. */
  readonly problem: string | null;
}

/**
 * Asks for K independent judgements at once, then at most two fresh ones in place of failed ones.
 *
 * Asking again stops where it is no use: after a refusal for good, and where even two more valid judgements
 * would not make half of K. Which are asked again never depends on a score, so the mean stays unbiased.
 */
export async function collectJudgements<Value>(
  samples: number,
  ask: (turn: SampleTurn) => Promise<Judgement<Value>>,
): Promise<CollectedJudgements<Value>> {
  const turns = Array.from({ length: samples }, (_, sampleIndex) => ({ sampleIndex, isReask: false }));
  const judgements = [...(await awaitAll(turns.map((turn) => ask(turn))))];
  const needed = Math.ceil(samples / 2);
  const countValid = (): number => judgements.filter(({ isValid }) => isValid).length;
  for (let sampleIndex = 0; sampleIndex < MAXIMUM_REASKS; sampleIndex += 1) {
    const isHopeless = countValid() + MAXIMUM_REASKS - sampleIndex < needed;
    const isRefused = judgements.some((judgement) => !judgement.isValid && judgement.isPermanent);
    if (countValid() === samples || isHopeless || isRefused) break;
    judgements.push(await ask({ sampleIndex, isReask: true }));
  }
  const valid = judgements.filter((judgement) => judgement.isValid);
  const failed = judgements.filter((judgement) => !judgement.isValid);
  return {
    valid,
    failed,
    isEnough: valid.length >= needed,
    problem:
      failed.length === 0
        ? null
        : `${valid.length} of ${samples} judgements are valid, ${needed} needed: ${countProblems(failed)}.`,
  };
}

function countProblems(failed: readonly { readonly problem: string }[]): string {
  const counts = new Map<string, number>();
  for (const { problem } of failed) counts.set(problem, (counts.get(problem) ?? 0) + 1);
  return [...counts].map(([problem, count]) => `${count} × ${problem}`).join("; ");
}
