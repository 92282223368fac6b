import { type CallEstimate, estimateCall } from "../activities/estimate-call.js";
import type { JsonValue } from "../domain/json/json.js";
import type {
  ModelAnswer,
  ModelDescription,
  ModelGateway,
  ModelRequest,
  Models,
} from "../domain/model/models.js";
import { sampleJson } from "./sample-json.js";

const AVERAGE_CHARACTERS_PER_TOKEN = 4;
const MOST_CHARACTERS = 4_000;

/** Models that send nothing: each request is estimated, and answered with a placeholder of the expected length. */
export interface DryModels extends Models {
  readonly estimates: readonly CallEstimate[];
  /** Models that were asked and have no price. */
  readonly unpricedModels: ReadonlySet<string>;
}

/** Makes models for a dry run. */
export function createDryModels(gateway: Pick<ModelGateway, "describe">): DryModels {
  const estimates: CallEstimate[] = [];
  const unpricedModels = new Set<string>();
  const describe: Models["describe"] = (model) => gateway.describe(model);
  const describeAsked = (model: string): ModelDescription => {
    const description = describe(model);
    if (description.price === null) unpricedModels.add(description.id);
    return description;
  };
  return {
    estimates,
    unpricedModels,
    describe,
    async generate(request) {
      const description = describeAsked(request.model);
      const form = formOf(request, description.capabilities.logprobs);
      const maxOutputTokens = expectedOutput(request, form);
      const estimate = estimateCall({ ...request, maxOutputTokens }, description);
      estimates.push(estimate);
      return placeholder(request, estimate, form);
    },
    async embed(request) {
      const estimate = estimateCall(request, describeAsked(request.model));
      estimates.push(estimate);
      return {
        vectors: request.texts.map(() => [1, 0]),
        modelSnapshot: request.model,
        costUsd: estimate.costUsd,
        latencyMs: 0,
        usage: usageOf(estimate),
      };
    },
  };
}

/** What is known of an answer beforehand: an object of a schema, a judge's one token, or nothing. */
type AnswerForm = { readonly object: JsonValue } | "one token" | "any text";

function formOf(request: ModelRequest, hasLogprobs: boolean): AnswerForm {
  if (request.output !== undefined) return { object: sampleJson(request.output.schema) };
  return request.topLogprobs !== undefined && hasLogprobs ? "one token" : "any text";
}

/** A limit leaves room for the longest answer; where the form says more, it is no expectation. */
function expectedOutput({ maxOutputTokens }: ModelRequest, form: AnswerForm): number | undefined {
  if (form === "any text") return maxOutputTokens;
  const expected =
    form === "one token" ? 1 : Math.ceil(JSON.stringify(form.object).length / AVERAGE_CHARACTERS_PER_TOKEN);
  return Math.min(maxOutputTokens ?? expected, expected);
}

function placeholder(request: ModelRequest, estimate: CallEstimate, form: AnswerForm): ModelAnswer {
  const object = typeof form === "object" ? form.object : null;
  const asksForOneToken = form === "one token";
  const length = Math.min(MOST_CHARACTERS, estimate.outputTokens * AVERAGE_CHARACTERS_PER_TOKEN);
  const text = object !== null ? JSON.stringify(object) : asksForOneToken ? "3" : "word ".repeat(length / 5);
  const token = { token: text, logprob: 0 };
  return {
    text,
    object,
    reasoning: null,
    finishReason: "stop",
    refusal: null,
    systemFingerprint: null,
    parameters: {},
    logprobs: asksForOneToken ? [{ ...token, alternatives: [token] }] : null,
    modelSnapshot: request.model,
    costUsd: estimate.costUsd,
    latencyMs: 0,
    usage: usageOf(estimate),
  };
}

function usageOf({ inputTokens, outputTokens }: CallEstimate): ModelAnswer["usage"] {
  const none = { cachedInputTokens: null, cacheWriteTokens: null, reasoningTokens: null };
  return { inputTokens, outputTokens, ...none };
}
