import type { DataConverter } from "@temporalio/common";
import { readCodeVersion } from "./code-version.js";
import type { CodeVersion } from "./domain/experiment/experiment.js";
import type { ModelGateway } from "./domain/model/models.js";
import type { Store } from "./domain/store.js";
import type { Environment } from "./environment.js";
import { type LoadedConfiguration, loadConfiguration } from "./load-config.js";
import { createModelGateway } from "./models/model-gateway.js";
import type { ModelSettings } from "./models/model-settings.js";
import { createProviderQueues, type ProviderQueues } from "./models/provider-queues.js";
import { openStore, taskQueueOf } from "./open-store.js";
import { type ConfigurationRegistry, createRegistry } from "./registry.js";
import { processSecrets } from "./secrets/process-secrets.js";
import type { TemporalConnection } from "./temporal/connect.js";

/** The configuration and the store: all that commands without Temporal need. */
export interface Project {
  readonly environment: Environment;
  readonly loaded: LoadedConfiguration;
  readonly registry: ConfigurationRegistry;
  readonly codeVersion: CodeVersion;
  readonly store: Store;
  readonly gateway: ModelGateway;
  readonly models: ModelSettings;
  /** Named after the store, so that no other store's worker takes this one's work. */
  readonly taskQueue: string;
  /** Task queues of limited providers, beside it. */
  readonly providerQueues: ProviderQueues;
  /** What client and worker put payloads through on their way into Temporal. */
  readonly dataConverter: DataConverter;
}

/** Loads the configuration and opens the store. */
export async function openProject(options: {
  readonly environment: Environment;
  readonly configFile?: string | undefined;
  readonly workingDirectory: string;
}): Promise<Project> {
  const loaded = await loadConfiguration(options.configFile, options.workingDirectory);
  const { pipelines } = loaded.configuration;
  const named = Object.values(pipelines).flatMap(({ secretVariables = [] }) => secretVariables);
  processSecrets.register(options.environment.variables, named);
  const registry = createRegistry(loaded);
  const codeVersion = await readCodeVersion(loaded);
  const store = await openStore(options.environment);
  const taskQueue = taskQueueOf(store);
  return {
    environment: options.environment,
    loaded,
    registry,
    codeVersion,
    store,
    gateway: createModelGateway({
      environment: options.environment.variables,
      settings: loaded.configuration.models,
    }),
    models: loaded.configuration.models,
    taskQueue,
    providerQueues: createProviderQueues(loaded.configuration.models, taskQueue),
    dataConverter: { payloadCodecs: [...(loaded.configuration.temporal?.payloadCodecs ?? [])] },
  };
}

/**
 * Connects to the Temporal server of the environment, starting the embedded one where none is named. `warn` is told when
 * the server is lost and when it is back.
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
