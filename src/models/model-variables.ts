import { KNOWN_PROVIDERS } from "./providers/known-providers.js";

/** The environment variables of which any, when set, makes models available. */
export const MODEL_VARIABLES: readonly string[] = KNOWN_PROVIDERS.flatMap(
  ({ neededVariable }) => neededVariable ?? [],
);
