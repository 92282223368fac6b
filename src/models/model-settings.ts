import { z } from "zod";
import { resolveModelName } from "./model-name.js";
import { KNOWN_PROVIDERS } from "./providers/known-providers.js";

const isProvider = (name: string): boolean => KNOWN_PROVIDERS.some((provider) => provider.name === name);
const modelName = z.string().superRefine((name, context) => refuseUnknown(name, { context, path: [] }));
const usd = z.number().min(0);

/** The `models` part of a configuration. */
export const ModelSettings = z.strictObject({
  /** By provider or model; where both are given, both hold. */
  limits: z
    .record(
      z.string(),
      z.strictObject({
        requestsPerMinute: z.number().positive().optional(),
        tokensPerMinute: z.number().positive().optional(),
        /** Calls in flight at once in one worker; what adapts to 429 never grows beyond. */
        concurrency: z.int().min(1).optional(),
      }),
    )
    .superRefine((entries, context) => refuseUnknownKeys(entries, { context, allowsProviders: true }))
    .optional(),
  /** By model; takes the place of the built-in price whole. */
  prices: z
    .record(
      z.string(),
      z.strictObject({
        inputUsdPerMillion: usd,
        cachedInputUsdPerMillion: usd.optional(),
        cacheWriteUsdPerMillion: usd.optional(),
        outputUsdPerMillion: usd,
      }),
    )
    .superRefine((entries, context) => refuseUnknownKeys(entries, { context, allowsProviders: false }))
    .optional(),
  /** By model; what is left out keeps its default. */
  capabilities: z
    .record(
      z.string(),
      z.strictObject({
        logprobs: z.boolean().optional(),
        temperature: z.boolean().optional(),
        topP: z.boolean().optional(),
        n: z.boolean().optional(),
        seed: z.boolean().optional(),
        structuredOutput: z.boolean().optional(),
      }),
    )
    .superRefine((entries, context) => refuseUnknownKeys(entries, { context, allowsProviders: false }))
    .optional(),
  /** Judge model of evaluators whose options name none. */
  judge: modelName.optional(),
  /** Embedding model of `groundTruthSimilarity`. */
  embedding: modelName.optional(),
  /** False leaves out the call per provider with which an experiment starts. */
  check: z.boolean().optional(),
});
export type ModelSettings = z.infer<typeof ModelSettings>;

/** Joins the settings of included configurations: the later one wins, per key. */
export function mergeModelSettings(parts: readonly (ModelSettings | undefined)[]): ModelSettings {
  const given = parts.filter((part) => part !== undefined);
  return {
    ...Object.assign({}, ...given),
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

function settingId(name: string): string {
  return isProvider(name) ? name : resolveModelName(name).id;
}

// On the record, not on its key type: zod says of a key only that it is invalid, not why.
function refuseUnknownKeys(
  entries: Readonly<Record<string, unknown>>,
  { context, allowsProviders }: { readonly context: z.RefinementCtx; readonly allowsProviders: boolean },
): void {
  for (const name of Object.keys(entries)) {
    if (!(allowsProviders && isProvider(name))) refuseUnknown(name, { context, path: [name] });
  }
}

function refuseUnknown(
  name: string,
  { context, path }: { readonly context: z.RefinementCtx; readonly path: readonly string[] },
): void {
  try {
    resolveModelName(name);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    context.addIssue({ code: "custom", message, path: [...path] });
  }
}
