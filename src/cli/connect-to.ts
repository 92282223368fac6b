import type { AssayClient } from "../client.js";
import type { Project } from "../compose.js";
import type { CommandContext } from "./command-context.js";

/**
 * Opens the project, and connects to Temporal once `check` has found nothing wrong with what was asked: a misspelt name
 * starts no server. Returns what it found beside the client. What fails closes what was opened.
 */
export async function connectTo<Found>(
  context: CommandContext,
  check: (project: Project) => Promise<Found>,
): Promise<{ readonly client: AssayClient; readonly found: Found }> {
  const project = await context.openProject();
  const found = await check(project).catch(async (error: unknown) => {
    await project.store.close();
    throw error;
  });
  const { AssayClient } = await import("../client.js");
  return { client: await AssayClient.over(project, context.report), found };
}
