import { isJsonObject, type JsonValue } from "../domain/json/json.js";
import {
  ModelKeyRejectedError,
  ModelNotFoundError,
  ModelUnavailableError,
  ModelUnreachableError,
} from "../domain/model/model-errors.js";
import type { ListedRetirement } from "../domain/model/models.js";
import { callWithDeadline } from "./call-deadline.js";
import { describeRedirect } from "./describe-redirect.js";
import { listedRetirement } from "./listed-retirement.js";
import { createModelFetch } from "./model-fetch.js";
import { type ResolvedModelName, resolveModelName } from "./model-name.js";
import { type ModelSettings, settingFor } from "./model-settings.js";
import { createProviders } from "./providers/create-providers.js";
import type { ModelList } from "./providers/provider.js";
import type { ProviderAccess } from "./providers/provider-access.js";

const CHECK_TIMEOUT_MS = 15_000;
/** Statuses of a server that answers but has no such endpoint. */
const NO_ENDPOINT = new Set([404, 405, 501]);

/** A server that is asked for its models. */
interface Server {
  readonly access: ProviderAccess;
  readonly list: ModelList;
  readonly fetch: typeof globalThis.fetch;
  /** The model that a deployment serves. */
  readonly deployed: (id: string) => string | undefined;
  readonly signal: AbortSignal;
}

interface Reply {
  readonly status: number;
  /** Of status 200 alone; undefined for what is no JSON. */
  readonly body: unknown;
  /** Where a redirect leads to. */
  readonly location: string | null;
}

/**
 * Asks each provider of the models once for its list, and for a model by itself when the list lacks it
 * (aliases are in no list). Returns when the models are shut down, where a list says so.
 *
 * @throws ModelNameInvalidError, ModelKeyMissingError, ModelKeyRejectedError, ModelNotFoundError,
 *   ModelUnreachableError; ModelUnavailableError for a server that answers with a failure of its own.
 */
export async function checkModels(
  models: readonly string[],
  {
    environment,
    settings,
    signal,
  }: {
    readonly environment: NodeJS.ProcessEnv;
    readonly settings: ModelSettings;
    readonly signal: AbortSignal;
  },
): Promise<readonly ListedRetirement[]> {
  const providers = createProviders(settings.providers);
  const names = [
    ...new Map(
      models.map((name) => resolveModelName(name, providers)).map((name) => [name.id, name]),
    ).values(),
  ];
  // What is not set is told before anyone is asked.
  const asked = providers.flatMap((provider) => {
    const wanted = names.filter((name) => name.provider === provider.name);
    return wanted.length === 0 ? [] : [{ provider, wanted, access: provider.access(environment) }];
  });
  const retirements: ListedRetirement[] = [];
  for (const { provider, wanted, access } of asked) {
    if (provider.modelList === null) continue;
    const found = await checkProvider(wanted, {
      access,
      list: provider.modelList,
      fetch: createModelFetch({ environment, query: access.query }),
      deployed: (id) => settingFor(settings.deployments, id),
      signal,
    });
    retirements.push(...found);
  }
  return retirements;
}

async function checkProvider(
  wanted: readonly ResolvedModelName[],
  server: Server,
): Promise<readonly ListedRetirement[]> {
  const { access, list } = server;
  const reply = await get(list.path, server);
  refuse(reply, server);
  const entries = listOf(reply.body);
  if (entries === null) return [];
  const listed = entries.map(({ id }) => id);
  const retirements: ListedRetirement[] = [];
  const note = (id: string, entry: JsonValue): void => {
    const on = listedRetirement(entry);
    if (on !== null) retirements.push({ id, on, source: `the list of models at ${access.baseUrl}` });
  };
  for (const { id, model } of wanted) {
    const served = server.deployed(id);
    const entry = entries.find((one) => one.id === model || served?.endsWith(one.id) === true);
    if (entry !== undefined) {
      note(id, entry.body);
      continue;
    }
    const one = await get(`/models/${encodeURIComponent(model)}`, server);
    if (one.status === 200) {
      note(id, (one.body ?? null) as JsonValue);
      continue;
    }
    const known = listed.slice(0, 10).join(", ");
    throw new ModelNotFoundError(
      `${id}: ${access.provider} at ${access.baseUrl} has no such model. It names ${listed.length === 0 ? "none" : `${known}${listed.length > 10 ? ` and ${listed.length - 10} more` : ""}`}. A server that lists models and serves deployments of other names wants models.deployments ("${id}": the model it serves), or models.check set to false.`,
    );
  }
  return retirements;
}

function refuse({ status, body, location }: Reply, { access, list }: Server): void {
  const { provider, baseUrl, keyVariable, baseUrlVariable } = access;
  if (status === 401 || status === 403) {
    const state = access.key === null ? "is not set, and the server wants a key" : "is not accepted";
    throw new ModelKeyRejectedError(
      `${keyVariable} ${state}: ${provider} at ${baseUrl} answers with status ${status}.`,
    );
  }
  const redirect = describeRedirect({ status, location }, baseUrlVariable);
  if (redirect !== null) throw new ModelUnreachableError(`GET ${baseUrl}/models answers with ${redirect}`);
  if (NO_ENDPOINT.has(status) && !list.isOptional) {
    throw new ModelUnreachableError(
      `GET ${baseUrl}/models answers with status ${status}, which is not how ${provider} answers. Check ${baseUrlVariable}; for a proxy without this endpoint set models.check to false in the configuration.`,
    );
  }
  if (status >= 500 && !NO_ENDPOINT.has(status)) {
    throw new ModelUnavailableError(`GET ${baseUrl}/models answers with status ${status}.`);
  }
  if (status === 200 && body === undefined) {
    throw new ModelUnreachableError(
      `GET ${baseUrl}/models answers with what is no JSON, such as a web page: no model server is there. Check ${baseUrlVariable}, which usually ends in /v1.`,
    );
  }
}

async function get(path: string, { access, list, fetch, signal }: Server): Promise<Reply> {
  const { baseUrl, baseUrlVariable, provider } = access;
  const nobody = (): Error =>
    new ModelUnreachableError(
      `Nothing answers for ${provider} at ${baseUrl}. Check the network and ${baseUrlVariable}.`,
    );
  return await callWithDeadline(
    {
      signal,
      timeoutMs: CHECK_TIMEOUT_MS,
      onTimeout: nobody,
      // A proxy that fails has said so itself.
      onFailure: (error) =>
        error instanceof ModelUnreachableError
          ? error
          : error instanceof ModelUnavailableError
            ? new ModelUnreachableError(error.message)
            : nobody(),
    },
    async (callSignal) => {
      const headers = { ...access.headers, ...list.headers(access) };
      const response = await fetch(`${baseUrl}${path}`, { headers, signal: callSignal });
      const text = await response.text();
      const { status } = response;
      return {
        status,
        body: status === 200 ? parse(text) : null,
        location: response.headers.get("location"),
      };
    },
  );
}

/** The models of a list by name; null for a body that is no such list. */
function listOf(body: unknown): readonly { readonly id: string; readonly body: JsonValue }[] | null {
  if (!isJsonObject(body) || !Array.isArray(body.data)) return null;
  return body.data.flatMap((entry: JsonValue) =>
    isJsonObject(entry) && typeof entry.id === "string" ? [{ id: entry.id, body: entry }] : [],
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
