import { z } from "zod";
import { resolveModelName } from "./model-name.js";
import { createProviders } from "./providers/create-providers.js";
import { KNOWN_PROVIDERS } from "./providers/known-providers.js";
import type { Provider } from "./providers/provider.js";
import { ProviderDefinition, ProviderName } from "./providers/provider-definition.js";

const usd = z.number().min(0);

/** The `models` part of a configuration. */
const Settings = z.strictObject(
  {
    /** Prefix of model names -> `{ baseUrl, keyVariable, headers }` of an OpenAI-compatible server, or a provider of the AI SDK. */
    providers: z
      .record(ProviderName, ProviderDefinition)
      .superRefine((defined, context) => {
        for (const { name } of KNOWN_PROVIDERS) {
          if (name in defined)
            context.addIssue({
              code: "custom",
              path: [name],
              message: `${name} is there already; take another name`,
            });
        }
      })
      .optional(),
    /** Deployment -> the model that it serves, which determines its capabilities and price. */
    deployments: z.record(z.string(), z.string()).optional(),
    /** Provider or model -> its limits; if both are given, both apply. */
    limits: z
      .record(
        z.string(),
        z.strictObject({
          /** Requests per minute, over all workers that share the store. */
          requestsPerMinute: z.number().positive().optional(),
          /** Input and output tokens per minute, over all workers that share the store. */
          tokensPerMinute: z.number().positive().optional(),
          /** Most calls in flight at once in one worker. Adaptation to status 429 stays below it. */
          concurrency: z.int().min(1).optional(),
        }),
      )
      .optional(),
    /** Model -> its price, which replaces the built-in price as a whole. */
    prices: z
      .record(
        z.string(),
        z.strictObject({
          /** USD per million input tokens. */
          inputUsdPerMillion: usd,
          /** USD per million such tokens; by default the price of fresh input. */
          cachedInputUsdPerMillion: usd.optional(),
          /** USD per million such tokens; by default the price of fresh input. */
          cacheWriteUsdPerMillion: usd.optional(),
          /** USD per million output tokens. */
          outputUsdPerMillion: usd,
        }),
      )
      .optional(),
    /** Model -> its capabilities; what is left out keeps its default. */
    capabilities: z
      .record(
        z.string(),
        z.strictObject({
          /** Log probabilities of tokens. */
          logprobs: z.boolean().optional(),
          /** Takes a temperature. */
          temperature: z.boolean().optional(),
          /** Takes top-p. */
          topP: z.boolean().optional(),
          /** Several answers to one request. */
          n: z.boolean().optional(),
          /** Takes a seed. */
          seed: z.boolean().optional(),
          /** Can be forced to answer by a JSON Schema. */
          structuredOutput: z.boolean().optional(),
          /** The limit of output tokens is called `max_completion_tokens`. */
          maxCompletionTokens: z.boolean().optional(),
          /** Takes a reasoning effort. */
          reasoningEffort: z.boolean().optional(),
          /** Takes a verbosity. */
          verbosity: z.boolean().optional(),
        }),
      )
      .optional(),
    /** Judge model of evaluators whose options name none. */
    judge: z.string().optional(),
    /** Embedding model of `groundTruthSimilarity`. */
    embedding: z.string().optional(),
    /** False: no check call per provider when an experiment starts. */
    check: z.boolean().optional(),
  },
  { error: explainUnknownKeys },
);

const OF_A_PROVIDER = new Set(["headers", "baseUrl", "baseURL", "apiKey", "keyVariable", "query"]);

/** What belongs to one provider is often written beside all of them. */
function explainUnknownKeys({ code, keys }: z.core.$ZodRawIssue): string | undefined {
  if (code !== "unrecognized_keys" || !Array.isArray(keys)) return undefined;
  const misplaced = keys.filter((key) => OF_A_PROVIDER.has(String(key)));
  if (misplaced.length === 0) return undefined;
  return `${misplaced.join(", ")} cannot stand here, but with a provider: models: { providers: { NAME: { baseUrl, keyVariable, headers } } }, whose models are NAME:…`;
}

/** The `models` part of a configuration. Every model that it names must have a provider. */
export const ModelSettings = Settings.superRefine((settings, context) => {
  const providers = createProviders(settings.providers);
  const check = (name: string, path: readonly string[]): void =>
    refuseUnknown(name, { context, path, providers });
  const { limits = {}, prices = {}, capabilities = {}, deployments = {}, judge, embedding } = settings;
  for (const name of Object.keys(limits)) {
    if (!providers.some((provider) => provider.name === name)) check(name, ["limits", name]);
  }
  for (const name of Object.keys(prices)) check(name, ["prices", name]);
  for (const name of Object.keys(capabilities)) check(name, ["capabilities", name]);
  for (const [name, served] of Object.entries(deployments)) {
    check(name, ["deployments", name]);
    check(served, ["deployments", name]);
  }
  if (judge !== undefined) check(judge, ["judge"]);
  if (embedding !== undefined) check(embedding, ["embedding"]);
});
export type ModelSettings = z.infer<typeof Settings>;

/** Joins the settings of included configurations: the later one wins, per key. */
export function mergeModelSettings(parts: readonly (ModelSettings | undefined)[]): ModelSettings {
  const given = parts.filter((part) => part !== undefined);
  return {
    ...Object.assign({}, ...given),
    providers: Object.assign({}, ...given.map(({ providers }) => providers)),
    deployments: Object.assign({}, ...given.map(({ deployments }) => byId(deployments))),
    limits: Object.assign({}, ...given.map(({ limits }) => byId(limits))),
    prices: Object.assign({}, ...given.map(({ prices }) => byId(prices))),
    capabilities: Object.assign({}, ...given.map(({ capabilities }) => byId(capabilities))),
  };
}

/** The entry for a model among entries by model name. */
export function settingFor<Setting>(
  settings: Readonly<Record<string, Setting>> | undefined,
  id: string,
): Setting | undefined {
  return byId(settings)[id];
}

/** Entries by `provider:model`, however the configuration writes the names. */
function byId<Setting>(settings: Readonly<Record<string, Setting>> = {}): Record<string, Setting> {
  return Object.fromEntries(Object.entries(settings).map(([name, setting]) => [settingId(name), setting]));
}

/** Only names without a prefix are written in two ways; everything else, a provider's own name too, stays as it is. */
function settingId(name: string): string {
  const family = KNOWN_PROVIDERS.find(({ ownNames }) => ownNames?.pattern.test(name));
  return family === undefined ? name : `${family.name}:${name}`;
}

function refuseUnknown(
  name: string,
  {
    context,
    path,
    providers,
  }: {
    readonly context: z.RefinementCtx;
    readonly path: readonly string[];
    readonly providers: readonly Provider[];
  },
): void {
  try {
    resolveModelName(name, providers);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    context.addIssue({ code: "custom", message, path: [...path] });
  }
}
