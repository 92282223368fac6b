import {
  ModelBaseUrlInvalidError,
  ModelKeyMissingError,
  ModelKeyRejectedError,
} from "../../domain/model/model-errors.js";

/** The address of a provider, and how calls are authorized. */
export interface ProviderAccess {
  readonly provider: string;
  /** With its version path, without a slash at the end, and without `query`. */
  readonly baseUrl: string;
  /** Added to every URL, such as `?api-version=2025-01-01`; it may hold a key, so no message shows it. */
  readonly query: string;
  /** Null = none is needed. Never to be put into a message. */
  readonly key: string | null;
  /** Sent with every request; values may be keys. */
  readonly headers: Readonly<Record<string, string>>;
  /** For messages: the variable that holds the key. */
  readonly keyVariable: string;
  /** For messages: where the base URL is set. */
  readonly baseUrlVariable: string;
}

/** The variables that tell how a provider is reached. */
export interface AccessVariables {
  readonly provider: string;
  readonly key: string;
  /** A model of the provider, for the message about a missing key; null = a key is not needed. */
  readonly example: string | null;
  readonly baseUrl: string;
  readonly usualBaseUrl: string | null;
  /** Whether a base URL with this path still wants `/v1` at its end. */
  readonly lacksVersion: (path: string) => boolean;
}

/**
 * Reads how to reach a provider.
 *
 * @throws ModelKeyMissingError, ModelKeyRejectedError (for what no key can be), ModelBaseUrlInvalidError
 */
export function readProviderAccess(
  variables: AccessVariables,
  environment: NodeJS.ProcessEnv,
): ProviderAccess {
  const { provider } = variables;
  const key = environment[variables.key]?.trim() || null;
  const given = environment[variables.baseUrl]?.trim() || variables.usualBaseUrl;
  if (given === null) {
    throw new ModelKeyMissingError(
      `${variables.baseUrl} is not set: models named ${provider}:NAME need the base URL of an OpenAI-compatible server, such as http://localhost:11434/v1 for Ollama.`,
    );
  }
  if (key === null && variables.example !== null) {
    throw new ModelKeyMissingError(
      `${variables.key} is not set: models of ${provider}, such as ${variables.example}, need the API key in this variable of the worker's environment.`,
    );
  }
  checkKey(key, variables.key);
  return {
    provider,
    key,
    headers: {},
    keyVariable: variables.key,
    baseUrlVariable: variables.baseUrl,
    ...readBaseUrl(given, {
      place: variables.baseUrl,
      keyPlace: variables.key,
      lacksVersion: variables.lacksVersion,
    }),
  };
}

/** @throws ModelKeyRejectedError for what no key can be. */
export function checkKey(key: string | null, variable: string): void {
  if (key === null || /^[\x21-\x7e]+$/.test(key)) return;
  throw new ModelKeyRejectedError(
    `${variable} holds a space, a line break or another character that no API key has. Copy the key again.`,
  );
}

/** Divides a base URL into what paths are appended to, and its query. @throws ModelBaseUrlInvalidError */
export function readBaseUrl(
  given: string,
  {
    place,
    keyPlace,
    lacksVersion,
  }: {
    readonly place: string;
    readonly keyPlace: string;
    readonly lacksVersion: (path: string) => boolean;
  },
): Pick<ProviderAccess, "baseUrl" | "query"> {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ModelBaseUrlInvalidError(
      `${place} is no URL. Allowed is http:// or https:// with host and path, such as http://localhost:8000/v1.`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new ModelBaseUrlInvalidError(
      `${place} carries a user name or a password. Allowed is http:// or https:// with host, path and query; the key goes into ${keyPlace}.`,
    );
  }
  const path = url.pathname.replace(/\/+$/, "");
  return { baseUrl: `${url.origin}${path}${lacksVersion(path) ? "/v1" : ""}`, query: url.search };
}
