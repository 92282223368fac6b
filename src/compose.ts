import { resolve } from "node:path";
import type { DataConverter } from "@temporalio/common";
import { readCodeVersion } from "./code-version.js";
import type { CodeVersion } from "./domain/experiment/experiment.js";
import type { ModelGateway } from "./domain/model/models.js";
import type { Store } from "./domain/store.js";
import type { Environment } from "./environment.js";
import type { LoadedConfiguration } from "./load-config.js";
import { loadProject } from "./load-project.js";
import { createModelGateway } from "./models/model-gateway.js";
import type { ModelSettings } from "./models/model-settings.js";
import { ChannelSettings } from "./notifications/known-channels.js";
import { listChannelVariables } from "./notifications/send-notice.js";
import { openStore } from "./open-store.js";
import type { ProjectCode } from "./operations/workers/project-code.js";
import { hashFile } from "./project-code/take-snapshot.js";
import { type ConfigurationRegistry, createRegistry } from "./registry.js";
import { processSecrets } from "./secrets/process-secrets.js";
import type { TemporalConnection } from "./temporal/connect.js";

/** The configuration and the store: all that commands without Temporal need. */
export interface Project extends ProjectCode {
  readonly environment: Environment;
  readonly loaded: LoadedConfiguration;
  readonly registry: ConfigurationRegistry;
  readonly codeVersion: CodeVersion;
  readonly store: Store;
  readonly gateway: ModelGateway;
  readonly models: ModelSettings;
  /** What client and worker put payloads through on their way into Temporal. */
  readonly dataConverter: DataConverter;
}

/** Variables that notifications read: an address may be as secret as a key. */
function listNotificationVariables({ configuration }: LoadedConfiguration): readonly string[] {
  const schedules = configuration.experiments.flatMap(({ schedule = [] }) => schedule);
  const channels = schedules.flatMap(({ notify }) => notify?.channels ?? []);
  return channels.flatMap((channel) => listChannelVariables(ChannelSettings.parse(channel)));
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
  const { pipelines } = loaded.configuration;
  const named = Object.values(pipelines).flatMap(({ secretVariables = [] }) => secretVariables);
  processSecrets.register(environment.variables, [...named, ...listNotificationVariables(loaded)]);
  const registry = createRegistry(loaded);
  const codeVersion = await readCodeVersion(loaded);
  const store = await openStore(environment, { report });
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

/**
 * Connects to the Temporal server of the environment, starting the embedded one where none is named. `warn` is called
 * when the server is lost and when it is back.
 */
export async function openTemporal(
  environment: Environment,
  report: (line: string) => void,
  warn: (line: string) => void = report,
): Promise<TemporalConnection> {
  const { home, temporalPort, temporalUiPort, variables } = environment;
  // Most of a second to load, and not needed for what the store alone can tell.
  const { connectToTemporal } = await import("./temporal/connect.js");
  return await connectToTemporal({
    home,
    environment: variables,
    report,
    warn,
    ...(temporalPort === undefined ? {} : { port: temporalPort }),
    isUiAsked: temporalUiPort !== undefined,
  });
}
