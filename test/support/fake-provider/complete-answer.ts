import type { Completion, CompletionChoice } from "./completion.js";
import { embeddingVector } from "./embedding-vector.js";
import type { ProviderChoice, ProviderCompletion } from "./provider-answer.js";
import type { ProviderRequest } from "./provider-request.js";
import type { ProviderUsage } from "./provider-usage.js";
import { splitIntoTokens } from "./split-into-tokens.js";
import type { TokenLogprob } from "./token-logprob.js";

const defaultDimensions = 256;

/** Fills in what a script left open: number of choices, log probabilities, usage, vectors, ids. */
export function completeAnswer(
  answer: ProviderCompletion,
  context: { readonly request: ProviderRequest; readonly nowMs: number },
): Completion {
  const { request } = context;
  const id = String(request.number).padStart(8, "0");
  const given = answer.choices ?? [answer];
  const isEmbedding = request.endpoint === "embeddings";
  const choices = Array.from({ length: isEmbedding ? 0 : request.choiceCount }, (_, index) =>
    completeChoice(given[index % given.length] ?? {}, { request, id: `${id}${index}` }),
  );
  return {
    id,
    createdAtSeconds: Math.floor(context.nowMs / 1000),
    model: answer.model ?? request.model,
    systemFingerprint: answer.systemFingerprint ?? "fp_fake0001",
    choices,
    usage: answer.usage === null ? null : completeUsage(answer.usage ?? {}, { request, choices }),
    embeddings: isEmbedding ? (answer.embeddings ?? embed(request)) : [],
  };
}

function completeChoice(
  choice: ProviderChoice,
  context: { readonly request: ProviderRequest; readonly id: string },
): CompletionChoice {
  const { request } = context;
  const isForced = request.forcedTool !== null && choice.json !== undefined;
  const calls = isForced
    ? [{ name: request.forcedTool ?? "", input: choice.json }]
    : (choice.toolCalls ?? []);
  const json = choice.json === undefined ? "" : JSON.stringify(choice.json);
  const text = choice.text ?? (isForced ? "" : json);
  const asked = request.topLogprobs;
  return {
    text,
    toolCalls: calls.map((call, index) => ({
      id: `call_${context.id}${index}`,
      name: call.name,
      input: JSON.stringify(call.input),
    })),
    refusal: choice.refusal ?? null,
    logprobs: asked === null ? null : cutTop(choice.logprobs ?? certainLogprobs(text), asked),
    finishReason: choice.finishReason ?? (calls.length > 0 && !isForced ? "tool_calls" : "stop"),
  };
}

function certainLogprobs(text: string): TokenLogprob[] {
  return splitIntoTokens(text).map((token) => ({ token, logprob: 0, top: [{ token, logprob: 0 }] }));
}

function cutTop(logprobs: readonly TokenLogprob[], count: number): TokenLogprob[] {
  return logprobs.map((entry) => ({ ...entry, top: entry.top.slice(0, count) }));
}

function completeUsage(
  given: Partial<ProviderUsage>,
  context: { readonly request: ProviderRequest; readonly choices: readonly CompletionChoice[] },
): ProviderUsage {
  const reasoningTokens = given.reasoningTokens ?? 0;
  const written = context.choices.flatMap((choice) => [
    choice.text,
    choice.refusal ?? "",
    ...choice.toolCalls.map((call) => call.input),
  ]);
  return {
    promptTokens: given.promptTokens ?? splitIntoTokens(context.request.promptText).length,
    completionTokens: given.completionTokens ?? countTokens(written) + reasoningTokens,
    cachedTokens: given.cachedTokens ?? 0,
    cacheWriteTokens: given.cacheWriteTokens ?? 0,
    reasoningTokens,
  };
}

function countTokens(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + splitIntoTokens(text).length, 0);
}

function embed(request: ProviderRequest): number[][] {
  const dimensions = Number(request.body.dimensions ?? defaultDimensions);
  return request.inputs.map((input) => embeddingVector(input, dimensions));
}
