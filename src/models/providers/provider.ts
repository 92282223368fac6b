import type { ModelCapabilities, ModelDescription, ModelRequest } from "../../domain/model/models.js";
import type { SdkChatAnswer, SdkChatRequest, SdkModels } from "../sdk-models.js";
import type { CallFailure, FailureKind } from "./call-failure.js";
import type { ProviderAccess } from "./provider-access.js";
import type { ReplyDetails } from "./reply-details.js";
import type { Retirement } from "./retirement.js";

/** The parameters of a call without its texts, as the SDK names them. */
export type ProviderSettings = Partial<
  Pick<
    SdkChatRequest,
    "temperature" | "topP" | "maxOutputTokens" | "seed" | "stopSequences" | "providerOptions"
  >
>;

/**
 * Everything that is one provider's own. What all share (limits, queues, budgets, the form of requests and answers)
 * knows none of them by name; `known-providers.ts` has the list of those that are always there, and a configuration
 * may add its own.
 */
export interface Provider {
  /** The part of a model's name before the colon. */
  readonly name: string;
  /** Names of models that say by themselves whose they are. */
  readonly ownNames: {
    readonly pattern: RegExp;
    /** For messages: `OpenAI's own names (gpt-5.4-mini)`. */
    readonly described: string;
  } | null;
  /** For messages, after the list of names with a colon; null = nothing to say. */
  readonly note: string | null;
  /** The environment variable without which the provider cannot be called; null = none. */
  readonly neededVariable: string | null;
  /** Names of embedding models, for messages: `openai:NAME (text-embedding-3-small)`; null = it has none. */
  readonly embeddingNames: string | null;
  /** Environment variables that hold keys: what must never be seen in a message. */
  readonly secretVariables: readonly string[];
  /** @throws ModelKeyMissingError, ModelKeyRejectedError (for what no key can be), ModelBaseUrlInvalidError */
  access(environment: NodeJS.ProcessEnv): ProviderAccess;
  /** Imports the provider's SDK: on the first call only, since no command should wait for it. */
  open(access: ProviderAccess, fetch: typeof globalThis.fetch): Promise<SdkModels>;
  /** How a list of models is asked for; null for a provider that Assay cannot ask. */
  readonly modelList: ModelList | null;
  /** What a model takes and gives, by its name and what the configuration says of it; that is laid over it later. */
  capabilitiesOf(model: string, configured: Partial<ModelCapabilities>): ModelCapabilities;
  /** The provider in the price list `@pydantic/genai-prices`; null = its prices are the configuration's to tell. */
  readonly priceListId: string | null;
  /** Models that the provider has announced to retire, or has retired; the first pattern that fits a name counts. */
  readonly retirements: readonly Retirement[];
  /** Changes the settings that every provider takes into what this one takes; `settings` holds what may be sent. */
  settingsOf(
    request: ModelRequest,
    context: { readonly description: ModelDescription; readonly settings: ProviderSettings },
  ): ProviderSettings;
  /** What the reply says beyond what the SDK reads. */
  readReply(answer: SdkChatAnswer): ReplyDetails;
  /** A failure that the provider names in a way of its own; null = its status tells. */
  classifyFailure(failure: CallFailure): FailureKind | null;
}

/** How a provider's list of models is asked for. */
export interface ModelList {
  readonly path: string;
  readonly headers: (access: ProviderAccess) => Readonly<Record<string, string>>;
  /** A server that has no such list is in order, as many local ones. */
  readonly isOptional: boolean;
}
