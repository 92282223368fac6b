import type { AssayClient } from "../client.js";
import type { Project } from "../compose.js";
import type { CommandContext } from "./command-context.js";

/**
 * Opens the project, connects to Temporal once `check` has found nothing wrong with what was asked, so that a misspelt
 * name starts no server, and closes both after `work`, which gets what `check` returned. Where `tellAtOnce` has a result
 * for that already, nothing is connected.
 */
export async function withClient<Found, Result>(
  context: CommandContext,
  steps: {
    readonly check: (project: Project) => Promise<Found>;
    readonly tellAtOnce?: (found: Found) => Promise<Result> | null;
    readonly work: (client: AssayClient, found: Found) => Promise<Result>;
  },
): Promise<Result> {
  const project = await context.openProject();
  const found = await steps.check(project).catch(async (error: unknown) => {
    await project.store.close();
    throw error;
  });
  const told = steps.tellAtOnce?.(found) ?? null;
  if (told !== null) return await told.finally(() => project.store.close());
  const { AssayClient } = await import("../client.js");
  const client = await AssayClient.over(project, context.report);
  try {
    return await steps.work(client, found);
  } finally {
    await client.close();
  }
}
