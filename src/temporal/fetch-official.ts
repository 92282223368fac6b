import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { minimalEnvironment } from "./minimal-environment.js";

const run = promisify(execFile);
const DOWNLOAD_TIMEOUT_MS = 180_000;

/**
 * Has the SDK download the Temporal CLI into the folder. The SDK starts what it has downloaded, with the environment
 * that it finds, so this happens in a process of its own that has no keys.
 */
export async function fetchOfficial(folder: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const script = fileURLToPath(new URL("../temporal/official-download.js", import.meta.url));
  await run(process.execPath, [script, folder], {
    env: minimalEnvironment(environment, "download"),
    timeout: DOWNLOAD_TIMEOUT_MS,
  }).catch((error: Error & { readonly stderr?: string }) => {
    throw new Error(error.stderr?.trim().split("\n")[0] || error.message, { cause: error });
  });
  const [binary] = await readdir(folder);
  if (binary === undefined) throw new Error("it left no file");
  return join(folder, binary);
}
