import { type CallEstimate, estimateCall } from "../activities/estimate-call.js";
import type { ModelAnswer, ModelGateway, ModelRequest, Models } from "../domain/models.js";
import { sampleJson } from "./sample-json.js";

const CHARACTERS_PER_TOKEN = 4;
const MOST_CHARACTERS = 4_000;

/** Models that send nothing: each request is estimated, and answered with a placeholder of the expected length. */
export interface DryModels extends Models {
  readonly estimates: readonly CallEstimate[];
}

/** Makes models for a dry run. */
export function createDryModels(gateway: Pick<ModelGateway, "describe">): DryModels {
  const estimates: CallEstimate[] = [];
  return {
    estimates,
    describe: (model) => gateway.describe(model),
    async generate(request) {
      const estimate = estimateCall(request, gateway.describe(request.model));
      estimates.push(estimate);
      return placeholder(request, estimate, gateway.describe(request.model).capabilities.logprobs);
    },
    async embed(request) {
      const estimate = estimateCall(request, gateway.describe(request.model));
      estimates.push(estimate);
      return {
        vectors: request.texts.map(() => [1, 0]),
        ...{ modelSnapshot: request.model, costUsd: estimate.costUsd, latencyMs: 0 },
        usage: usageOf(estimate),
      };
    },
  };
}

function placeholder(request: ModelRequest, estimate: CallEstimate, hasLogprobs: boolean): ModelAnswer {
  const object = request.output === undefined ? null : sampleJson(request.output.schema);
  const asksForOneToken = request.topLogprobs !== undefined && hasLogprobs;
  const length = Math.min(MOST_CHARACTERS, estimate.outputTokens * CHARACTERS_PER_TOKEN);
  const text = object !== null ? JSON.stringify(object) : asksForOneToken ? "3" : "word ".repeat(length / 5);
  const token = { token: text, logprob: 0 };
  return {
    ...{ text, object, finishReason: "stop", refusal: null, systemFingerprint: null, parameters: {} },
    logprobs: asksForOneToken ? [{ ...token, alternatives: [token] }] : null,
    ...{ modelSnapshot: request.model, costUsd: estimate.costUsd, latencyMs: 0 },
    usage: usageOf(estimate),
  };
}

function usageOf({ inputTokens, outputTokens }: CallEstimate): ModelAnswer["usage"] {
  const none = { cachedInputTokens: null, cacheWriteTokens: null, reasoningTokens: null };
  return { inputTokens, outputTokens, ...none };
}
