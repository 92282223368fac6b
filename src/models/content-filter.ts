import { isJsonObject, type JsonObject } from "../domain/json/json.js";

/** Codes by which OpenAI, Azure, gateways and other servers say that a filter refused a request. */
const CODES = new Set([
  "content_filter",
  "content_policy_violation",
  "responsibleaipolicyviolation",
  "moderation_blocked",
  "data_inspection_failed",
  "datainspectionfailed",
  "invalid_prompt",
  "prohibited_content",
]);

/** Statuses that come with a refusal by a filter; a wrong key and a wrong name have words of their own. */
const STATUSES = new Set([200, 400, 403, 422, 451]);

const REFUSED = /\b(flagged|blocked|filter(ed|ing)|violat\w+|exists? risk)\b/i;
const SUBJECT = /\b(content|prompt|input|output|text|message|image)s?\b/i;
const POLICY = /\b(polic(y|ies)|guidelines?|safety|moderation|flagged|risk|content (filter|management))/i;

/**
 * True when an error says that a filter held the request or the answer back: by its code, by what a router found
 * (`metadata.reasons`), or in words, where the status allows for it.
 */
export function saysContentFilter(
  error: JsonObject,
  {
    status,
    code,
    message,
  }: { readonly status: number; readonly code: string | null; readonly message: string | null },
): boolean {
  const inner = isJsonObject(error.innererror) ? error.innererror.code : undefined;
  if ([code, error.type, inner].some((word) => typeof word === "string" && CODES.has(word.toLowerCase())))
    return true;
  if (!STATUSES.has(status)) return false;
  const { metadata } = error;
  if (
    isJsonObject(metadata) &&
    (Array.isArray(metadata.reasons) || typeof metadata.flagged_input === "string")
  )
    return true;
  return message !== null && REFUSED.test(message) && SUBJECT.test(message) && POLICY.test(message);
}
