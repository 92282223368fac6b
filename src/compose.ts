import { join } from "node:path";
import type { ExperimentActivities } from "./activities/activity-interface.js";
import { createCallSlots } from "./activities/call-slots.js";
import { createActivities } from "./activities/create-activities.js";
import { compareExperiments } from "./analysis/compare-experiments.js";
import { summarizeExperiment } from "./analysis/summarize-experiment.js";
import { readCodeVersion } from "./code-version.js";
import type { CodeVersion } from "./domain/experiment.js";
import type { Store } from "./domain/store.js";
import type { Environment } from "./environment.js";
import { type LoadedConfiguration, loadConfiguration } from "./load-config.js";
import { createModelGateway } from "./models/model-gateway.js";
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
  /** Named after the store, so that no other store's worker takes this one's work. */
  readonly taskQueue: string;
}

/** Opens the embedded store of an environment. */
export async function openStore(environment: Environment): Promise<Store> {
  return await openSqliteStore({ file: join(environment.home, "assay.db") });
}

/** Loads the configuration and opens the store. */
export async function openProject(options: {
  readonly environment: Environment;
  readonly configFile?: string | undefined;
  readonly workingDirectory: string;
}): Promise<Project> {
  const loaded = await loadConfiguration(options.configFile, options.workingDirectory);
  const registry = createRegistry(loaded);
  const codeVersion = await readCodeVersion(loaded);
  const store = await openStore(options.environment);
  return {
    environment: options.environment,
    loaded,
    registry,
    codeVersion,
    store,
    taskQueue: `assay-${store.storeId}`,
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

/** The activities of a worker of this project. */
export function composeActivities(
  { store, registry, codeVersion }: Pick<Project, "store" | "registry" | "codeVersion">,
  warn: (message: string, detail: Readonly<Record<string, unknown>>) => void,
): ExperimentActivities {
  return createActivities({
    store,
    registry,
    codeVersion,
    warn,
    gateway: createModelGateway(),
    slots: createCallSlots(),
    now: () => new Date(),
    summarize: (experiment) => summarizeExperiment(store, experiment),
    compare: (request) => compareExperiments(store, request),
  });
}
