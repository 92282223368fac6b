import type { JsonObject, JsonValue } from "../domain/json/json.js";
import { ModelReplyUnusableError } from "../domain/model/model-errors.js";
import type { EmbeddingAnswer, ModelAnswer, ModelDescription } from "../domain/model/models.js";
import { openedObservation } from "../domain/trace/opened-observation.js";
import type { Observation } from "../domain/trace/trace.js";

/** A model call as it is recorded. */
export interface RecordedCall {
  readonly id: string;
  readonly type: "GENERATION" | "EMBEDDING";
  readonly traceId: string;
  readonly parentObservationId: string | null;
  readonly name: string;
  readonly description: ModelDescription;
  readonly request: JsonObject;
  readonly identity: {
    readonly key: string | null;
    readonly sampleIndex: number;
    readonly step: string;
  };
  /** Set again when the request is really sent: waiting for a turn is no part of it. */
  startedAt: Date;
}

/** The observation of a call that was answered; everything of the answer is in it. */
export function toObservation(
  call: RecordedCall,
  answer: ModelAnswer | EmbeddingAnswer,
  endedAt: Date,
): Observation {
  const { usage, costUsd, latencyMs, modelSnapshot, ...rest } = answer;
  return {
    ...base(call, endedAt),
    latencyMs,
    output: contentOf(rest),
    metadata: { ...metadataOf(call), modelSnapshot, ...detailsOf(answer) },
    model: modelSnapshot,
    modelParameters: "parameters" in answer ? answer.parameters : {},
    usage,
    costUsd,
  };
}

/** The observation of a call that the cache answered: the first one's answer and tokens, at no cost. */
export function cachedObservation(call: RecordedCall, first: Observation, endedAt: Date): Observation {
  return {
    ...base(call, endedAt),
    output: first.output,
    metadata: { ...first.metadata, ...metadataOf(call), cachedFrom: first.id },
    model: first.model,
    modelParameters: first.modelParameters,
    usage: first.usage,
    costUsd: 0,
  };
}

/** The observation of a call that failed; with tokens and cost where the provider told them all the same. */
export function toFailedObservation(call: RecordedCall, error: unknown, endedAt: Date): Observation {
  const paid = error instanceof ModelReplyUnusableError ? error : { usage: null, costUsd: null };
  return {
    ...base(call, endedAt),
    usage: paid.usage,
    costUsd: paid.costUsd,
    level: "ERROR",
    statusMessage: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    metadata: metadataOf(call),
    model: call.description.model,
  };
}

/** The answer that an observation holds. */
export function fromObservation(observation: Observation): ModelAnswer | EmbeddingAnswer {
  const { output, metadata, modelParameters, usage, costUsd, latencyMs, model } = observation;
  return {
    reasoning: null,
    ...(output as unknown as Pick<ModelAnswer, "text" | "object" | "refusal" | "finishReason">),
    logprobs: null,
    systemFingerprint: null,
    ...(metadata.answer as object),
    parameters: modelParameters ?? {},
    usage: usage as ModelAnswer["usage"],
    costUsd,
    latencyMs: latencyMs ?? 0,
    modelSnapshot: model ?? "",
  };
}

function contentOf(answer: object): JsonValue {
  if ("vectors" in answer) return { vectors: answer.vectors as JsonValue };
  const { text, object, reasoning, refusal, finishReason } = answer as ModelAnswer;
  return { text, object, reasoning, refusal, finishReason };
}

function detailsOf(answer: ModelAnswer | EmbeddingAnswer): JsonObject {
  if ("vectors" in answer) return {};
  const { logprobs, systemFingerprint } = answer;
  return { answer: { logprobs: logprobs as JsonValue, systemFingerprint } };
}

function metadataOf({ identity, description }: RecordedCall): JsonObject {
  return { ...identity, requestedModel: description.id };
}

function base(call: RecordedCall, endedAt: Date): Observation {
  const { id, traceId, parentObservationId, type, name, startedAt } = call;
  const { model: _model, ...input } = call.request;
  const place = { id, traceId, parentObservationId, type, name, startedAt: startedAt.toISOString() };
  return {
    ...openedObservation(place),
    endedAt: endedAt.toISOString(),
    latencyMs: endedAt.getTime() - startedAt.getTime(),
    input: input as JsonValue,
  };
}
