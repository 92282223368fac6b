import type { JsonValue } from "../domain/json/json.js";
import { parseAnswerJson } from "../domain/json/parse-answer-json.js";
import { readRetryAfterMs } from "../domain/model/retry-after.js";
import { PipelineUnavailableError } from "../domain/pipeline/pipeline-unavailable-error.js";
import type { Redactor } from "../secrets/redactor.js";
import {
  PipelineAnswerInvalidError,
  PipelineAnswerUnusableError,
  PipelineRequestRejectedError,
  PipelineServiceFailedError,
} from "./http-errors.js";
import type { HttpAnswer } from "./http-exchange.js";
import { pickOutput } from "./pick-output.js";

const SHOWN_ANSWER_CHARACTERS = 500;

/** The service is overloaded or away, and may answer later. */
const UNAVAILABLE = [429, 503];

/** Refusals that name the moment, not the request: time-out, a try with this key still running, too early. */
const PASSING_STATUSES = [408, 409, 425];

/** How an answer is read. */
export interface HttpReading {
  /** The request, for messages, such as `POST http://127.0.0.1:8000/analyze`. */
  readonly subject: string;
  /** Where the output is; undefined = the whole answer. */
  readonly output: string | undefined;
  /** Knows what was sent and must not be shown. */
  readonly hidden: Redactor;
  readonly nowMs: number;
}

/**
 * Makes the output of an answer.
 *
 * @throws PipelineUnavailableError for 429 and 503, PipelineServiceFailedError for other 5xx and passing refusals,
 * PipelineRequestRejectedError for other 4xx, PipelineAnswerUnusableError for what is no JSON.
 */
export function readHttpOutput(answer: HttpAnswer, reading: HttpReading): JsonValue {
  if (answer.status < 200 || answer.status > 299) throw toError(answer, reading);
  const value = parse(answer, reading);
  if (reading.output === undefined) return value;
  const picked = pickOutput(value, reading.output);
  if ("value" in picked) return picked.value;
  throw new PipelineAnswerInvalidError(
    `${reading.subject} answered JSON without the output "${reading.output}": "${picked.missing}" is not there; ` +
      `names at ${picked.at}: ${picked.names.slice(0, 20).join(", ") || "none"}.`,
  );
}

function toError(answer: HttpAnswer, { subject, hidden, nowMs }: HttpReading): Error {
  const { status, headers } = answer;
  const message = `${subject} answered ${status}${describeBody(answer, hidden)}`;
  if (UNAVAILABLE.includes(status))
    return new PipelineUnavailableError(message, { retryAfterMs: readRetryAfterMs(headers, nowMs) });
  if (status >= 500 || PASSING_STATUSES.includes(status)) return new PipelineServiceFailedError(message);
  return new PipelineRequestRejectedError(message);
}

function parse(answer: HttpAnswer, { subject, hidden }: HttpReading): JsonValue {
  try {
    // Whatever its content type: Flask sends a JSON text as HTML unless told otherwise.
    return parseAnswerJson(answer.body);
  } catch {
    // The parser's own error is left behind: it quotes the answer.
    throw toParseError(answer, { subject, hidden });
  }
}

function toParseError(
  answer: HttpAnswer,
  { subject, hidden }: Pick<HttpReading, "subject" | "hidden">,
): Error {
  const type = answer.headers["content-type"] ?? "";
  const hint = "A pipeline's service answers JSON; check url and method.";
  const unusable = (what: string) => new PipelineAnswerUnusableError(`${subject} answered ${what}. ${hint}`);
  if (isHtml(answer)) return unusable(`HTML (${describeHtml(hidden.text(answer.body))})`);
  if (answer.body.trim() === "") return unusable(`${answer.status} with an empty body`);
  const what = `${answer.body.length} characters that are no JSON (content type ${type || "not given"})`;
  // A service that says it sends JSON may do so next time.
  return /\bjson\b/i.test(type)
    ? new PipelineAnswerInvalidError(`${subject} answered ${what}.`)
    : unusable(what);
}

function describeBody(answer: HttpAnswer, hidden: Redactor): string {
  if (isHtml(answer)) return ` with HTML (${describeHtml(hidden.text(answer.body))}).`;
  const text = hidden.text(answer.body).replace(/\s+/g, " ").trim();
  if (text === "") return " with an empty body.";
  return `: ${text.slice(0, SHOWN_ANSWER_CHARACTERS)}${text.length > SHOWN_ANSWER_CHARACTERS ? "…" : ""}`;
}

function isHtml({ headers, body }: HttpAnswer): boolean {
  return /\bhtml\b/i.test(headers["content-type"] ?? "") || /^\s*<(!doctype html|html)\b/i.test(body);
}

function describeHtml(body: string): string {
  const title = /<title[^>]*>([^<]{1,200})/i.exec(body)?.[1]?.replace(/\s+/g, " ").trim();
  return title ? `title "${title}"` : `${body.length} characters without a title`;
}
