import { anthropic } from "./anthropic.js";
import { local } from "./local.js";
import { openai } from "./openai.js";
import type { Provider } from "./provider.js";

/** The providers that are always there, in the order in which messages name them. */
export const KNOWN_PROVIDERS: readonly Provider[] = [openai, anthropic, local];
