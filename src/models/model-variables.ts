import { KNOWN_PROVIDERS } from "./providers/known-providers.js";

/** Environment variables that make models available; one is enough. */
export const MODEL_VARIABLES: readonly string[] = KNOWN_PROVIDERS.flatMap(
  ({ neededVariable }) => neededVariable ?? [],
);
