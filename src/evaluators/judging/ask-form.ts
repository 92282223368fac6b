import type { ModelAnswer, Models } from "../../domain/model/models.js";
import { askJudge } from "./ask-judge.js";
import type { Judgement, Reading } from "./judgement.js";

/** As many as providers give. */
const TOP_LOGPROBS = 20;
/** The answer is one token; room for a label that the judge may repeat. */
const MAXIMUM_OUTPUT_TOKENS = 16;

/** Asks a judge once to fill in a form of one token, so that the token's probabilities can be read. */
export function askForm<Value>(
  models: Models,
  form: {
    readonly model: string;
    readonly prompt: { readonly system: string; readonly prompt: string };
    readonly key: string;
    readonly read: (answer: ModelAnswer) => Reading<Value>;
  },
): Promise<Judgement<Value>> {
  const { model, prompt, key, read } = form;
  return askJudge(models, {
    request: {
      model,
      ...prompt,
      temperature: 0,
      topLogprobs: TOP_LOGPROBS,
      maxOutputTokens: MAXIMUM_OUTPUT_TOKENS,
      key,
      sampleIndex: 0,
      name: key,
    },
    read,
  });
}
