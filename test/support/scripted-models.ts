import { scoreLogprobs } from "./fake-provider/behaviours/score-logprobs.js";
import type { AnswerFunction, ProviderAnswer } from "./fake-provider/provider-answer.js";
import type { ProviderRequest } from "./fake-provider/provider-request.js";

/** What a request to the fake provider is for, as its wire format tells. */
export type CallPurpose = "steps" | "score" | "sample" | "pipeline";

/** Tells a judge's calls (writing steps, a score with log probabilities, a sampled score) from a pipeline's. */
export function purposeOf({ responseSchema, topLogprobs }: ProviderRequest): CallPurpose {
  const properties = (responseSchema?.properties ?? {}) as Readonly<Record<string, unknown>>;
  if ("steps" in properties) return "steps";
  if ("score" in properties) return "sample";
  return topLogprobs === null ? "pipeline" : "score";
}

/** Answers for a prompt pipeline and its G-Eval judge. */
export function scriptedModels(script: {
  readonly pipeline: (request: ProviderRequest) => ProviderAnswer;
  /** The scale's value for an output; any judge mode. */
  readonly score: (request: ProviderRequest) => number;
}): AnswerFunction {
  return (request) => {
    const purpose = purposeOf(request);
    if (purpose === "steps") return { json: { steps: ["Read the item.", "Compare it with the scale."] } };
    if (purpose === "pipeline") return script.pipeline(request);
    const score = script.score(request);
    if (purpose === "sample") return { json: { score, reason: "Scripted." } };
    const text = String(score);
    return { text, logprobs: scoreLogprobs({ text, score, distribution: { [text]: 1 } }) };
  };
}
