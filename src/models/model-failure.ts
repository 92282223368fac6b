import { APICallError, UnsupportedFunctionalityError } from "ai";
import type { AssayError } from "../domain/errors.js";
import { isJsonObject, type JsonValue } from "../domain/json/json.js";
import {
  ModelKeyRejectedError,
  ModelNotFoundError,
  ModelRateLimitedError,
  ModelRequestRejectedError,
  ModelUnavailableError,
} from "../domain/model/model-errors.js";
import { readRetryAfterMs } from "../domain/model/retry-after.js";
import type { ProviderAccess } from "./provider-access.js";
import { redact, type Secret } from "./redact.js";

/** Codes of connections that were never made: nobody can have been paid over them. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_TLS\w*|\w*CERT\w*)$/;

/** What a failed call was. */
export interface FailedCall {
  /** `provider:model`. */
  readonly id: string;
  readonly access: ProviderAccess;
  readonly secret: Secret;
  readonly nowMs: number;
}

/**
 * Says what went wrong with a call in Assay's own words and the provider's message, redacted. The SDK's error
 * is left behind, not made the cause: it holds the request.
 */
export function toModelError(error: unknown, call: FailedCall): AssayError {
  if (APICallError.isInstance(error) && error.statusCode !== undefined && error.statusCode >= 300) {
    return fromStatus(
      {
        status: error.statusCode,
        headers: error.responseHeaders ?? {},
        body: parse(error.responseBody ?? ""),
      },
      call,
    );
  }
  if (UnsupportedFunctionalityError.isInstance(error)) {
    return new ModelRequestRejectedError(
      `${call.id} cannot do what was asked: ${redact(error.functionality, call.secret)}.`,
    );
  }
  if (APICallError.isInstance(error) && error.statusCode !== undefined) {
    return new ModelUnavailableError(
      `${call.id}: the reply (status ${error.statusCode}) was cut short or is no answer of the expected form.`,
      { mayBePaid: true },
    );
  }
  const code = networkCode(error);
  if (code !== null)
    return new ModelUnavailableError(`${call.id}: the connection failed (${code}).`, {
      mayBePaid: !NEVER_SENT.test(code),
    });
  return new ModelUnavailableError(`${call.id}: the reply is no answer of the expected form.`, {
    mayBePaid: true,
  });
}

function fromStatus(
  reply: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: JsonValue | null;
  },
  { id, access, secret, nowMs }: FailedCall,
): AssayError {
  const { status, headers } = reply;
  const { message, code } = readError(reply.body);
  const said = message === null ? "" : ` The provider says: ${redact(message, secret)}`;
  const retryAfterMs = readRetryAfterMs(headers, nowMs);
  const what = `${id}: status ${status}${code === null ? "" : ` (${redact(code, secret)})`}.${said}`;
  if (status === 429 && code === "insufficient_quota") {
    return new ModelRequestRejectedError(`${what} Add credit to the account of ${access.keyVariable}.`);
  }
  if (status === 429) return new ModelRateLimitedError(what, { retryAfterMs });
  if (status === 408 || status >= 500) return new ModelUnavailableError(what, { retryAfterMs });
  if (status === 401 || status === 403) {
    return new ModelKeyRejectedError(`${what} Check ${access.keyVariable} in the worker's environment.`);
  }
  if (status === 404 || code === "model_not_found") {
    return new ModelNotFoundError(
      `${what} Check the model's name, and ${access.baseUrlVariable} if it is set.`,
    );
  }
  return new ModelRequestRejectedError(what);
}

/** The message and code of an error body: OpenAI's, Anthropic's, vLLM's, FastAPI's or a plain string. */
function readError(body: JsonValue | null): {
  readonly message: string | null;
  readonly code: string | null;
} {
  const error = isJsonObject(body) ? (body.error ?? body) : null;
  if (typeof error === "string") return { message: error, code: null };
  if (!isJsonObject(error)) return { message: null, code: null };
  const message = [error.message, error.detail].find((text): text is string => typeof text === "string");
  const code = [error.code, error.type].find((text): text is string => typeof text === "string");
  return { message: message ?? null, code: code ?? null };
}

function parse(body: string): JsonValue | null {
  try {
    return JSON.parse(body) as JsonValue;
  } catch {
    return null;
  }
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
