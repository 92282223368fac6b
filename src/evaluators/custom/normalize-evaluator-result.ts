import { isJsonObject, type JsonObject, JsonValueInvalidError, toJsonValue } from "../../domain/json/json.js";
import { describeValue } from "../../domain/json/value-description.js";
import type { EvaluatorScore } from "../../domain/score/evaluation.js";
import { EvaluatorResultInvalidError } from "./evaluator-result-invalid-error.js";

/** A category or a name; what is longer is text, and scores travel through the workflow history. */
const MAX_CHARACTERS = 200;

/**
 * Turns what a custom evaluator returned into scores.
 *
 * Accepts a number, boolean or string (one score named as the evaluator), an object in the shape of autoevals
 * (`{ name, score, metadata?, error? }`, `comment?` besides), or an array of these. Nothing, null or an empty
 * array is unscored with reason `returned_nothing`, an object whose score is null with `score_is_null`, and one
 * that carries an `error` with `evaluator_error`.
 *
 * @throws EvaluatorResultInvalidError for NaN, infinities, duplicate names and everything else.
 */
export function normalizeEvaluatorResult(raw: unknown, evaluatorId: string): EvaluatorScore[] {
  if (!Array.isArray(raw)) return [toScore(raw, { evaluatorId, position: "" })];
  if (raw.length === 0) return [unscored(evaluatorId, "returned_nothing")];
  // Array.from, since map would leave out the holes of a sparse array.
  const scores = Array.from(raw, (entry: unknown, index) =>
    toScore(entry, { evaluatorId, position: ` at index ${index} of its array` }),
  );
  const names = new Set<string>();
  for (const { name } of scores) {
    if (names.has(name)) throw new EvaluatorResultInvalidError(evaluatorId, `two scores named "${name}"`);
    names.add(name);
  }
  return scores;
}

interface Place {
  readonly evaluatorId: string;
  readonly position: string;
}

function toScore(raw: unknown, place: Place): EvaluatorScore {
  const { evaluatorId } = place;
  if (raw === null || raw === undefined) return unscored(evaluatorId, "returned_nothing");
  if (typeof raw !== "object") return { ...unscored(evaluatorId, ""), ...toValue(raw, place) };
  if (Array.isArray(raw) || !("score" in raw)) throw invalid(place, describeValue(raw));
  const { score, name, metadata, comment, error } = raw as Readonly<Record<string, unknown>>;
  const base = {
    ...unscored(toName(name, place), "score_is_null"),
    comment: toComment(comment, place),
    metadata: toMetadata(metadata, place),
  };
  if (error !== undefined && error !== null) {
    const message = error instanceof Error ? error.message : String(error);
    return { ...base, unscoredReason: "evaluator_error", comment: base.comment ?? message };
  }
  return score === null || score === undefined ? base : { ...base, ...toValue(score, place) };
}

function toValue(value: unknown, place: Place): Pick<EvaluatorScore, "value" | "unscoredReason"> {
  const isValue =
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isFinite(value)) ||
    (typeof value === "string" && value !== "" && value.length <= MAX_CHARACTERS);
  if (!isValue) throw invalid(place, describeValue(value));
  return { value, unscoredReason: null };
}

function toName(name: unknown, place: Place): string {
  if (name === undefined || name === null) return place.evaluatorId;
  if (typeof name === "string" && name !== "" && name.length <= MAX_CHARACTERS) return name;
  throw invalid(place, `a score whose name is ${describeValue(name)}`);
}

function toComment(comment: unknown, place: Place): string | null {
  if (comment === undefined || comment === null) return null;
  if (typeof comment === "string") return comment;
  throw invalid(place, `a score whose comment is ${describeValue(comment)}`);
}

function toMetadata(metadata: unknown, place: Place): JsonObject {
  if (metadata === undefined || metadata === null) return {};
  try {
    const json = toJsonValue(metadata, `The metadata of a score of evaluator "${place.evaluatorId}"`);
    if (isJsonObject(json)) return json;
  } catch (cause) {
    if (!(cause instanceof JsonValueInvalidError)) throw cause;
    throw invalid(place, `a score whose metadata is no JSON (${cause.message})`, cause);
  }
  throw invalid(place, `a score whose metadata is ${describeValue(metadata)}, not an object`);
}

function unscored(name: string, unscoredReason: string): EvaluatorScore {
  return { name, value: null, unscoredReason, comment: null, metadata: {} };
}

function invalid(place: Place, received: string, cause?: unknown): EvaluatorResultInvalidError {
  return new EvaluatorResultInvalidError(place.evaluatorId, `${received}${place.position}`, { cause });
}
