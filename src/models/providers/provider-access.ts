import {
  ModelBaseUrlInvalidError,
  ModelKeyMissingError,
  ModelKeyRejectedError,
} from "../../domain/model/model-errors.js";

/** Where a provider is and how it is entered. */
export interface ProviderAccess {
  readonly provider: string;
  /** With its version path, without a slash at the end. */
  readonly baseUrl: string;
  /** Null = none is needed. Never to be put into a message. */
  readonly key: string | null;
  readonly keyVariable: string;
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
    keyVariable: variables.key,
    baseUrlVariable: variables.baseUrl,
    baseUrl: readBaseUrl(given, variables),
  };
}

/** @throws ModelKeyRejectedError for what no key can be. */
function checkKey(key: string | null, variable: string): void {
  if (key === null || /^[\x21-\x7e]+$/.test(key)) return;
  throw new ModelKeyRejectedError(
    `${variable} holds a space, a line break or another character that no API key has. Copy the key again.`,
  );
}

function readBaseUrl(given: string, { baseUrl: variable, key, lacksVersion }: AccessVariables): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ModelBaseUrlInvalidError(
      `${variable} is no URL. Allowed is http:// or https:// with host and path, such as http://localhost:8000/v1.`,
    );
  }
  if (url.username !== "" || url.password !== "" || url.search !== "") {
    throw new ModelBaseUrlInvalidError(
      `${variable} carries a user name, a password or a query. Allowed is http:// or https:// with host and path alone; the key goes into ${key}.`,
    );
  }
  const path = url.pathname.replace(/\/+$/, "");
  return `${url.origin}${path}${lacksVersion(path) ? "/v1" : ""}`;
}
