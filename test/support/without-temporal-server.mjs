import { fileURLToPath } from "node:url";

/** Runs before each unit and property test: whoever starts a Temporal server there is told where that test belongs. */
process.env.TEMPORAL_CLI_PATH = fileURLToPath(new URL("refuse-temporal-server.mjs", import.meta.url));
