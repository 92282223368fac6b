import { z } from "zod";
import type { SdkChatModel, SdkEmbeddingModel } from "../sdk-models.js";

/** A provider of the AI SDK 6 (interface v3), such as `createGoogleGenerativeAI({ apiKey })`. */
export interface SdkProvider {
  languageModel(model: string): SdkChatModel;
  embeddingModel?(model: string): SdkEmbeddingModel;
}

/** The part of a model's name before the colon. */
export const ProviderName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/, "a name of small letters, digits, - and _");

const EnvironmentText = z.union([
  z.string(),
  z.strictObject({
    fromEnvironment: z.string().regex(/^[A-Za-z_]\w*$/),
    /** Put before the value. */
    prefix: z.string().optional(),
  }),
]);

/** A server that speaks OpenAI's chat completions. */
export const EndpointDefinition = z.strictObject({
  /** With its version path; a query such as `?api-version=2025-01-01` goes with every request. */
  baseUrl: EnvironmentText,
  /** Name of the environment variable that holds the API key; left out where none is needed. */
  keyVariable: z
    .string()
    .regex(/^[A-Za-z_]\w*$/)
    .optional(),
  /** Sent with every request: texts, or `{ fromEnvironment: "NAME", prefix: "Bearer " }`. */
  headers: z
    .record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, "the name of a header"), EnvironmentText)
    .optional(),
});
export type EndpointDefinition = z.infer<typeof EndpointDefinition>;

/** An endpoint, or a provider of the AI SDK. */
export const ProviderDefinition = z.union([
  z.custom<SdkProvider>(isSdkProvider, "a provider of the AI SDK, which has languageModel(NAME)"),
  EndpointDefinition,
]);
export type ProviderDefinition = z.infer<typeof ProviderDefinition>;

/** True for what has the AI SDK's `languageModel`: providers are functions as often as objects. */
export function isSdkProvider(value: unknown): value is SdkProvider {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") &&
    "languageModel" in value &&
    typeof value.languageModel === "function"
  );
}
