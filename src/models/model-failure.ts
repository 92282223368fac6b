import { APICallError, InvalidResponseDataError, UnsupportedFunctionalityError } from "ai";
import { AssayError } from "../domain/errors.js";
import { isJsonObject, type JsonObject, type JsonValue } from "../domain/json/json.js";
import {
  ModelContentFilteredError,
  ModelKeyRejectedError,
  ModelNotFoundError,
  ModelRateLimitedError,
  ModelReplyUnusableError,
  ModelRequestRejectedError,
  ModelUnavailableError,
} from "../domain/model/model-errors.js";
import type { TokenUsage } from "../domain/model/token-usage.js";
import { readParameters } from "./chat-answer.js";
import { saysContentFilter } from "./content-filter.js";
import { describeRedirect } from "./describe-redirect.js";
import { ErrorInReply } from "./error-in-reply.js";
import type { CallFailure } from "./providers/call-failure.js";
import type { Provider } from "./providers/provider.js";
import type { ProviderAccess } from "./providers/provider-access.js";
import { redact, type Secret } from "./redact.js";
import { readRetryHintMs } from "./retry-hint.js";
import { describeUnusable, parseReply, type RawReply, readRawUsage } from "./unusable-reply.js";

/** Codes of connections that were never made: nobody can have been paid over them. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_TLS\w*|\w*CERT\w*)$/;

/** What a failed call was. */
export interface FailedCall {
  /** `provider:model`. */
  readonly id: string;
  readonly access: ProviderAccess;
  readonly provider: Pick<Provider, "classifyFailure">;
  readonly secret: Secret;
  readonly nowMs: number;
  /** What tokens cost at the model; null = unknown. */
  readonly costOf: (usage: TokenUsage) => number | null;
}

/** The words of an error body. */
type ErrorWords = Omit<CallFailure, "status">;

/**
 * Describes a failed call in Assay's own words with the provider's message, redacted. The SDK's error does not become
 * the cause, since it holds the request.
 */
export function toModelError(error: unknown, call: FailedCall): AssayError {
  if (error instanceof AssayError) return error;
  if (UnsupportedFunctionalityError.isInstance(error)) {
    return new ModelRequestRejectedError(
      `${call.id} cannot do what was asked: ${redact(error.functionality, call.secret)}.`,
    );
  }
  if (APICallError.isInstance(error) && error.statusCode !== undefined) {
    const { statusCode: status, responseHeaders: headers = {}, responseBody: text = "" } = error;
    if (status >= 300)
      return fromStatus({ status, headers, body: parseReply(text), sent: error.requestBodyValues }, call);
    const code = networkCode(error);
    if (code !== null)
      return new ModelUnavailableError(`${call.id}: the reply was cut short (${code}).`, { mayBePaid: true });
    const contentType = headers["content-type"] ?? "";
    return fromUnusable({ contentType, text, headers, sent: error.requestBodyValues }, call);
  }
  // What was understood, and has no answer in it.
  if (error instanceof ErrorInReply || InvalidResponseDataError.isInstance(error)) {
    return fromUnusable(
      { contentType: "", text: JSON.stringify(error.data) ?? "", headers: {}, sent: {} },
      call,
    );
  }
  const code = networkCode(error);
  if (code !== null)
    return new ModelUnavailableError(`${call.id}: the connection failed (${code}).`, {
      mayBePaid: !NEVER_SENT.test(code),
    });
  return new ModelReplyUnusableError(`${call.id}: the reply holds no answer that can be read.`, {
    usage: null,
    costUsd: null,
    mayBePaid: true,
  });
}

/** An error in a reply of success is what it says it is, where that is known; anything else is an unusable reply. */
function fromUnusable(
  reply: RawReply & { readonly headers: Readonly<Record<string, string>>; readonly sent: unknown },
  call: FailedCall,
): AssayError {
  const body = parseReply(reply.text);
  const error = hasError(body) ? readError(body) : null;
  const isFiltered = error !== null && saysContentFilter(errorIn(body), { status: 200, ...error });
  const status = isFiltered ? 400 : error === null ? null : statusNamedBy(error);
  if (status !== null) return fromStatus({ status, headers: reply.headers, body, sent: reply.sent }, call);
  const usage = readRawUsage(body);
  const what = error === null ? describeUnusable(reply) : describeError(error, call.secret);
  return new ModelReplyUnusableError(`${call.id}: the reply has status 200 and holds no answer: ${what}.`, {
    usage,
    costUsd: usage === null ? null : call.costOf(usage),
    mayBePaid: usage === null && error === null,
    unavailableReply: error !== null && namesOutage(error),
  });
}

/** The status of a failure that passes or that trying again cannot mend; null = it may be anything. */
function statusNamedBy({ code }: ErrorWords): number | null {
  if (code === null) return null;
  if (/^(rate_limit|overloaded|insufficient_quota)/.test(code)) return 429;
  const status = /^4\d\d$/.test(code) ? Number(code) : null;
  return status === 408 ? null : status;
}

/** Codes and types of errors that come with a status 408 or 5xx where they come with one. */
function namesOutage({ code }: ErrorWords): boolean {
  return (
    code !== null &&
    /^(408|5\d\d|api_error|(internal_?)?server_?error|upstream\w*|bad_gateway|(service_)?unavailable|(gateway_)?time_?out(_error)?)$/i.test(
      code,
    )
  );
}

function describeError({ message, code }: ErrorWords, secret: Secret): string {
  const said =
    message === null ? "it is an error" : `it is an error, ${JSON.stringify(redact(message, secret))}`;
  return code === null ? said : `${said} (${redact(code, secret)})`;
}

function fromStatus(
  reply: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: JsonValue | null;
    readonly sent: unknown;
  },
  { id, access, provider, secret, nowMs }: FailedCall,
): AssayError {
  const { status, headers } = reply;
  const { message, code } = readError(reply.body);
  const kind =
    provider.classifyFailure({ status, code, message }) ??
    (saysContentFilter(errorIn(reply.body), { status, code, message }) ? "content-filter" : null);
  const said = message === null ? "" : ` The provider says: ${redact(message, secret)}`;
  const retryAfterMs = readRetryHintMs({ headers, body: reply.body, nowMs });
  const redirect = describeRedirect({ status, location: headers.location ?? null }, access.baseUrlVariable);
  if (redirect !== null) return new ModelRequestRejectedError(`${id}: ${redirect}`);
  const what = `${id}: status ${status}${code === null ? "" : ` (${redact(code, secret)})`}.${said}`;
  if (kind === "no-credit") {
    return new ModelRequestRejectedError(`${what} Add credit to the account of ${access.keyVariable}.`);
  }
  if (kind === "content-filter")
    return new ModelContentFilteredError(what, { parameters: readParameters(reply.sent) });
  if (status === 429) return new ModelRateLimitedError(what, { retryAfterMs });
  if (status === 408 || status >= 500) return new ModelUnavailableError(what, { retryAfterMs });
  if (status === 401 || status === 403) {
    return new ModelKeyRejectedError(`${what} Check ${access.keyVariable} in the worker's environment.`);
  }
  if (status === 404 || kind === "no-such-model") {
    return new ModelNotFoundError(
      `${what} Check the model's name, and ${access.baseUrlVariable} if it is set.`,
    );
  }
  return new ModelRequestRejectedError(what);
}

/** The body; Google's OpenAI-compatible endpoint puts its errors into a list of one. */
function wholeOf(body: JsonValue | null): JsonObject | null {
  const whole = Array.isArray(body) ? body[0] : body;
  return isJsonObject(whole ?? null) ? (whole as JsonObject) : null;
}

function hasError(body: JsonValue | null): boolean {
  const whole = wholeOf(body);
  // vLLM's own form has no `error` around it.
  return Boolean(whole?.error) || whole?.object === "error";
}

/** What describes an error: the object under `error`, else the body. */
function errorIn(body: JsonValue | null): JsonObject {
  const whole = wholeOf(body) ?? {};
  return isJsonObject(whole.error ?? null) ? (whole.error as JsonObject) : whole;
}

/** The message and code of an error body: OpenAI's, Anthropic's, vLLM's, FastAPI's or a plain string. */
function readError(body: JsonValue | null): ErrorWords {
  const whole = wholeOf(body);
  if (typeof whole?.error === "string") return { message: whole.error, code: null };
  const error = errorIn(body);
  const message = [error.message, error.detail].find((text): text is string => typeof text === "string");
  const code = [error.code, error.type].find((word) => typeof word === "string" || typeof word === "number");
  return { message: message ?? null, code: code === undefined ? null : String(code) };
}

/** The code of a failed connection, such as ECONNREFUSED; only codes, since messages may hold a URL or a header. */
function networkCode(error: unknown): string | null {
  let found = error;
  for (let depth = 0; depth < 10 && typeof found === "object" && found !== null; depth += 1) {
    if ("code" in found && typeof found.code === "string" && /^[A-Z0-9_]{3,40}$/.test(found.code)) {
      return found.code;
    }
    found = "cause" in found ? found.cause : null;
  }
  return null;
}
