import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { DataConverter } from "@temporalio/common";
import type { ExperimentActivities } from "./activities/activity-interface.js";
import { createCallSlots } from "./activities/call-slots.js";
import { createActivities } from "./activities/create-activities.js";
import { readCodeVersion } from "./code-version.js";
import type { CodeSnapshot } from "./domain/code/code-snapshot.js";
import type { CodeVersion } from "./domain/experiment/experiment.js";
import type { ModelGateway } from "./domain/model/models.js";
import type { Store } from "./domain/store.js";
import type { Environment } from "./environment.js";
import { type LoadedConfiguration, loadConfiguration, locateConfiguration } from "./load-config.js";
import { composeLimits } from "./models/limits/compose-limits.js";
import { createModelGateway } from "./models/model-gateway.js";
import type { ModelSettings } from "./models/model-settings.js";
import type { ProviderQueues } from "./models/provider-queues.js";
import { secureHome } from "./private-files/secure-home.js";
import { scanImports } from "./project-code/scan-imports.js";
import { hashFile, isInstalled } from "./project-code/take-snapshot.js";
import { type ConfigurationRegistry, createRegistry } from "./registry.js";
import { openSqliteStore } from "./store/sqlite.js";
import { connectToTemporal, type TemporalConnection } from "./temporal/connect.js";

/** The configuration and the store: all that commands without Temporal need. */
export interface Project {
  readonly environment: Environment;
  readonly loaded: LoadedConfiguration;
  readonly registry: ConfigurationRegistry;
  readonly codeVersion: CodeVersion;
  readonly store: Store;
  readonly gateway: ModelGateway;
  readonly models: ModelSettings;
  /** What has been loaded, to be held against what workers have. */
  readonly code: CodeSnapshot;
  readonly hashNow: (part: string) => string | null;
  /** What client and worker put payloads through on their way into Temporal. */
  readonly dataConverter: DataConverter;
}

/** Opens the embedded store of an environment, and sees that it is the user's alone. @throws HomeNotPrivateError */
export async function openStore(environment: Environment, report?: (line: string) => void): Promise<Store> {
  secureHome(environment.home, report);
  return await openSqliteStore({ file: join(environment.home, "assay.db") });
}

/** Loads the configuration; compiled modules stay in the store's folder, when there is one and it is the user's alone. */
export async function loadProject(options: {
  readonly environment: Environment;
  readonly file?: string | undefined;
  readonly workingDirectory: string;
  readonly report?: ((line: string) => void) | undefined;
}): Promise<LoadedConfiguration> {
  const { environment, file, workingDirectory, report } = options;
  const { home } = environment;
  const isThere = existsSync(home);
  if (isThere) secureHome(home, report);
  return await loadConfiguration({
    file,
    workingDirectory,
    home,
    cacheDirectory: isThere ? join(home, "compiled") : null,
  });
}

/** The files that a configuration is made of as far as they can be told without loading it. */
export function listProjectFiles(place: Parameters<typeof locateConfiguration>[0]): readonly string[] {
  return [...scanImports(locateConfiguration(place)).files].filter((file) => !isInstalled(file));
}

/** Loads the configuration and opens the store. */
export async function openProject(options: {
  readonly environment: Environment;
  readonly configFile?: string | undefined;
  readonly workingDirectory: string;
  readonly report?: (line: string) => void;
}): Promise<Project> {
  const { environment, configFile: file, workingDirectory, report } = options;
  const loaded = await loadProject({ environment, file, workingDirectory, report });
  const registry = createRegistry(loaded);
  const codeVersion = await readCodeVersion(loaded);
  const store = await openStore(environment, report);
  return {
    environment,
    loaded,
    code: loaded.code,
    hashNow: (part) => hashFile(resolve(loaded.directory, part)),
    registry,
    codeVersion,
    store,
    gateway: createModelGateway({
      environment: environment.variables,
      settings: loaded.configuration.models,
    }),
    models: loaded.configuration.models,
    dataConverter: { payloadCodecs: [...(loaded.configuration.temporal?.payloadCodecs ?? [])] },
  };
}

/** Connects to the Temporal server of the environment, starting the embedded one where none is named. */
export async function openTemporal(
  environment: Environment,
  report: (line: string) => void,
): Promise<TemporalConnection> {
  const { home, temporalPort, temporalUiPort, variables } = environment;
  return await connectToTemporal({
    home,
    environment: variables,
    report,
    ...(temporalPort === undefined ? {} : { port: temporalPort }),
    ...(temporalUiPort === undefined ? {} : { uiPort: temporalUiPort }),
  });
}

/** What a worker needs of a project. */
export type WorkerProject = Pick<
  Project,
  "store" | "registry" | "codeVersion" | "gateway" | "models" | "code" | "hashNow" | "dataConverter"
>;

/** The activities of a worker of this project. */
export function composeActivities(
  { store, registry, codeVersion, gateway, models }: WorkerProject,
  {
    providerQueues,
    warn,
  }: {
    /** Those beside the task queue that the activities are for. */
    readonly providerQueues: Pick<ProviderQueues, "queueFor">;
    readonly warn: (message: string, detail: Readonly<Record<string, unknown>>) => void;
  },
): ExperimentActivities {
  return createActivities({
    store,
    registry,
    codeVersion,
    warn,
    gateway,
    queueFor: providerQueues.queueFor,
    limitProvider: composeLimits({ store, settings: models, random: Math.random }),
    slots: createCallSlots(),
    environment: process.env,
    now: () => new Date(),
  });
}
