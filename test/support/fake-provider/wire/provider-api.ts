/** Whose conventions (keys, error bodies, headers) a call follows. */
export type ProviderApi = "openai" | "anthropic";
