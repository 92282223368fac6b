import {
  ModelBaseUrlInvalidError,
  ModelKeyMissingError,
  ModelKeyRejectedError,
} from "../domain/model/model-errors.js";
import type { ModelProvider } from "../domain/model/models.js";

/** Where a provider is and how it is entered. */
export interface ProviderAccess {
  readonly provider: ModelProvider;
  /** With its version path, without a slash at the end. */
  readonly baseUrl: string;
  /** Null = none is needed. Never to be put into a message. */
  readonly key: string | null;
  readonly keyVariable: string;
  readonly baseUrlVariable: string;
}

const variables: Readonly<
  Record<ModelProvider, { readonly key: string; readonly baseUrl: string; readonly usual: string | null }>
> = {
  openai: { key: "OPENAI_API_KEY", baseUrl: "OPENAI_BASE_URL", usual: "https://api.openai.com/v1" },
  anthropic: {
    key: "ANTHROPIC_API_KEY",
    baseUrl: "ANTHROPIC_BASE_URL",
    usual: "https://api.anthropic.com/v1",
  },
  local: { key: "ASSAY_LOCAL_API_KEY", baseUrl: "ASSAY_LOCAL_BASE_URL", usual: null },
};

/**
 * Reads how to reach a provider.
 *
 * @throws ModelKeyMissingError, ModelKeyRejectedError (for what no key can be), ModelBaseUrlInvalidError
 */
export function readProviderAccess(provider: ModelProvider, environment: NodeJS.ProcessEnv): ProviderAccess {
  const { key: keyVariable, baseUrl: baseUrlVariable, usual } = variables[provider];
  const key = environment[keyVariable]?.trim() || null;
  const given = environment[baseUrlVariable]?.trim() || usual;
  if (given === null) {
    throw new ModelKeyMissingError(
      `${baseUrlVariable} is not set: models named local:NAME need the base URL of an OpenAI-compatible server, such as http://localhost:11434/v1 for Ollama.`,
    );
  }
  if (key === null && provider !== "local") {
    const example = provider === "openai" ? "gpt-4o" : "claude-sonnet-4-20250514";
    throw new ModelKeyMissingError(
      `${keyVariable} is not set: models of ${provider}, such as ${example}, need the API key in this variable of the worker's environment.`,
    );
  }
  if (key !== null && !/^[\x21-\x7e]+$/.test(key)) {
    throw new ModelKeyRejectedError(
      `${keyVariable} holds a space, a line break or another character that no API key has. Copy the key again.`,
    );
  }
  return {
    provider,
    key,
    keyVariable,
    baseUrlVariable,
    baseUrl: readBaseUrl(given, baseUrlVariable, provider),
  };
}

/** Every key of the environment: what must never be seen in a message. */
export function keysOf(environment: NodeJS.ProcessEnv): string[] {
  return Object.values(variables)
    .map(({ key }) => environment[key]?.trim() ?? "")
    .filter((key) => key !== "");
}

function readBaseUrl(given: string, variable: string, provider: ModelProvider): string {
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ModelBaseUrlInvalidError(
      `${variable} is no URL. Allowed is http:// or https:// with host and path, such as http://localhost:8000/v1.`,
    );
  }
  if (url.username !== "" || url.password !== "" || url.search !== "") {
    throw new ModelBaseUrlInvalidError(
      `${variable} carries a user name, a password or a query. Allowed is http:// or https:// with host and path alone; the key goes into ${variables[provider].key}.`,
    );
  }
  const path = url.pathname.replace(/\/+$/, "");
  // Anthropic's own variable is written without the version; for the others a bare host cannot be meant.
  const lacksVersion = provider === "anthropic" ? !/\/v\d+$/.test(path) : path === "";
  return `${url.origin}${path}${lacksVersion ? "/v1" : ""}`;
}
