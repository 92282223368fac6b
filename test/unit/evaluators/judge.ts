import type { JsonValue } from "../../../src/domain/json/json.js";
import type { EvaluatorScore } from "../../../src/domain/score/evaluation.js";
import type { Evaluator, EvaluatorContext } from "../../../src/domain/score/evaluator.js";

const refuse = (): never => {
  throw new Error("an evaluator that only computes asks no model");
};

/** A context for evaluators under test that only compute; its trace records nothing, its models refuse. */
export const context: EvaluatorContext = {
  models: { describe: refuse, generate: refuse, embed: refuse },
  artifacts: { once: (_artifact, make) => make() },
  listObservations: async () => [],
  run: { latencyMs: null, costUsd: null },
  signal: new AbortController().signal,
  trace: {
    traceId: "0".repeat(32),
    observe: async (_observation, work) => await work({ id: "0".repeat(16), update: () => undefined }),
  },
};

/** All scores of one evaluator for one output. */
export async function judge(
  evaluator: Evaluator,
  judged: { readonly output: JsonValue; readonly expected?: JsonValue; readonly input?: JsonValue },
): Promise<readonly EvaluatorScore[]> {
  const { input = "the input", output, expected } = judged;
  return await evaluator.evaluate({ input, output, expected, metadata: {} }, context);
}

/** The one value of a built-in evaluator, or its reason for none. */
export async function scoredValue(
  evaluator: Evaluator,
  judged: { readonly output: JsonValue; readonly expected?: JsonValue },
): Promise<EvaluatorScore["value"] | { readonly unscored: string | null }> {
  const [score] = await judge(evaluator, judged);
  if (score === undefined) throw new Error(`${evaluator.id} returned no score`);
  return score.value ?? { unscored: score.unscoredReason };
}
