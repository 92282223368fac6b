/**
 * Starts the service: `npx jiti examples/skillforge/service/main.ts`.
 *
 * OPENAI_BASE_URL (OpenAI's own when unset), OPENAI_API_KEY, SKILLFORGE_SERVICE_MODEL (gpt-5.4-mini) and
 * SKILLFORGE_SERVICE_PORT (8377) say what it uses.
 */
import { createService } from "./create-service.js";

const { OPENAI_BASE_URL, OPENAI_API_KEY, SKILLFORGE_SERVICE_MODEL, SKILLFORGE_SERVICE_PORT } = process.env;
const port = Number(SKILLFORGE_SERVICE_PORT ?? 8377);
const model = SKILLFORGE_SERVICE_MODEL ?? "gpt-5.4-mini";
const baseUrl = OPENAI_BASE_URL ?? "https://api.openai.com/v1";
if (OPENAI_API_KEY === undefined && OPENAI_BASE_URL === undefined) {
  process.stderr.write(
    "skillforge: set OPENAI_API_KEY, or OPENAI_BASE_URL to a local server that needs no key (with SKILLFORGE_SERVICE_MODEL).\n",
  );
  process.exitCode = 2;
} else {
  const service = createService({ baseUrl, model, apiKey: OPENAI_API_KEY });
  service.on("error", (error) => {
    process.stderr.write(`skillforge: ${error.message}. Set SKILLFORGE_SERVICE_PORT to a free port.\n`);
    process.exitCode = 2;
  });
  service.listen(port, "127.0.0.1", () => {
    process.stderr.write(
      `skillforge: http://127.0.0.1:${port}/analyses, answered by ${model} at ${baseUrl}\n`,
    );
  });
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      service.close();
      service.closeAllConnections();
    });
  }
}
