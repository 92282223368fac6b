import { fingerprint } from "../../domain/ids.js";
import { canonicalJson } from "../../domain/json/canonical-json.js";
import type { JsonObject } from "../../domain/json/json.js";
import type { EmbeddingAnswer } from "../../domain/model/models.js";
import { isPermanentError } from "../../domain/permanent-error.js";
import type { EvaluatorScore } from "../../domain/score/evaluation.js";
import type { Evaluator, EvaluatorArguments, EvaluatorContext } from "../../domain/score/evaluator.js";
import { UNIT_SCALE } from "../../domain/score/score-scale.js";
import { type JudgedPlace, judgedTexts } from "../judged-texts.js";
import { JUDGE_TIMEOUT_MS } from "../judging/judge-options.js";
import { findPassingError } from "../judging/passing-error.js";
import { isUnscored } from "../unscored.js";
import { textSettings } from "./text-settings.js";

/** Embedding model where neither options nor configuration name one. */
export const DEFAULT_EMBEDDING_MODEL = "text-embedding-3-small";

/**
 * An evaluator that compares output and expected output by the vectors of an embedding model.
 *
 * The score is max(0, cosine): 1 for the same direction, 0 for unrelated texts; a negative cosine counts as 0,
 * since "the opposite" is no less similar than "nothing to do with it". An output or expected output without
 * any character is 0, without a call, as providers refuse empty texts. Unscored: `no_expected_output`,
 * `output_not_text`, and `embedding_failed` where the provider refuses the texts or sends unusable vectors.
 */
export function embeddingSimilarity(definition: {
  readonly kind: string;
  readonly name: string | undefined;
  readonly place: JudgedPlace;
  readonly model: string;
}): Evaluator {
  const { kind, name: id = kind, place, model } = definition;
  const settings = { kind, version: 2, method: "embedding", model, ...textSettings(place) };
  return {
    id,
    mode: "waits",
    scoreNames: [id],
    fingerprint: fingerprint(canonicalJson(settings)),
    scale: UNIT_SCALE,
    timeoutMs: JUDGE_TIMEOUT_MS,
    models: [model],
    waitsForModelsOnly: true,
    evaluate: async (judged, context) => [await score(id, { judged, context, place, settings })],
  };
}

async function score(
  name: string,
  {
    judged,
    context,
    place,
    settings,
  }: {
    readonly judged: EvaluatorArguments;
    readonly context: EvaluatorContext;
    readonly place: JudgedPlace;
    readonly settings: JsonObject & { readonly kind: string; readonly model: string };
  },
): Promise<EvaluatorScore> {
  const base = { name, value: null, unscoredReason: null, comment: null, metadata: {} };
  const texts = judgedTexts(judged, place);
  if (isUnscored(texts)) return { ...base, ...texts };
  if (texts.output.trim() === "" || texts.expected.trim() === "") {
    return { ...base, value: 0, comment: "One of the texts is empty." };
  }
  const failed = (comment: string): EvaluatorScore => ({
    ...base,
    unscoredReason: "embedding_failed",
    comment,
    metadata: { model: settings.model },
  });
  const request = { model: settings.model, texts: [texts.output, texts.expected], key: settings.kind };
  const answer = await context.models.embed(request).catch(refusal);
  if (answer instanceof Error) return failed(answer.message);
  const cosine = cosineOf(answer);
  if (cosine === null) return failed("The provider sent no two vectors of the same length and above 0.");
  const model = context.models.describe(settings.model).id;
  const { modelSnapshot } = answer;
  return {
    ...base,
    value: Math.min(1, Math.max(0, cosine)),
    metadata: { cosine, model, modelSnapshot, dimensions: answer.vectors[0]?.length ?? 0 },
    fingerprint: fingerprint(canonicalJson({ ...settings, model, modelSnapshot })),
  };
}

/** What the provider refuses for good is data; the rest passes, and the step is tried again. */
function refusal(error: unknown): Error {
  if (findPassingError(error) !== null || !isPermanentError(error)) throw error;
  return error;
}

function cosineOf({ vectors }: EmbeddingAnswer): number | null {
  const [output, expected] = vectors;
  return output === undefined || expected === undefined ? null : cosineSimilarity(output, expected);
}

/** Cosine of the angle between two vectors, in [-1, 1]; null for a zero vector, unlike lengths and NaN. */
export function cosineSimilarity(left: readonly number[], right: readonly number[]): number | null {
  if (left.length !== right.length) return null;
  let product = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? Number.NaN;
    product += value * other;
    leftSquares += value * value;
    rightSquares += other * other;
  }
  const cosine = product / (Math.sqrt(leftSquares) * Math.sqrt(rightSquares));
  return Number.isFinite(cosine) ? Math.min(1, Math.max(-1, cosine)) : null;
}
