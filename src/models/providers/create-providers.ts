import { endpoint } from "./endpoint.js";
import { KNOWN_PROVIDERS } from "./known-providers.js";
import type { Provider } from "./provider.js";
import { isSdkProvider, type ProviderDefinition } from "./provider-definition.js";
import { sdkProvider } from "./sdk-provider.js";

/** All providers of a configuration: those that are always there, and its own. */
export function createProviders(
  defined: Readonly<Record<string, ProviderDefinition>> | undefined = {},
): readonly Provider[] {
  const own = Object.entries(defined).map(([name, definition]) =>
    isSdkProvider(definition) ? sdkProvider(name, definition) : endpoint(name, definition),
  );
  return [...KNOWN_PROVIDERS, ...own];
}
