import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@temporalio/client";
import { pino } from "pino";
import { type Configuration, defineConfig, type ExperimentDefinition } from "../../src/config.js";
import type { CodeVersion } from "../../src/domain/experiment/experiment.js";
import type { ModelGateway } from "../../src/domain/model/models.js";
import type { Store } from "../../src/domain/store.js";
import type { LoadedConfiguration } from "../../src/load-config.js";
import { createModelGateway } from "../../src/models/model-gateway.js";
import { mergeModelSettings } from "../../src/models/model-settings.js";
import { createExperimentHandle, type ExperimentHandle } from "../../src/operations/experiment-handle.js";
import { launchExperiment } from "../../src/operations/launch-experiment.js";
import { planLaunch } from "../../src/operations/plan-launch.js";
import type { StartOptions } from "../../src/operations/start-options.js";
import type { ProjectCode } from "../../src/operations/workers/project-code.js";
import { type ConfigurationRegistry, createRegistry } from "../../src/registry.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { openConnection } from "../../src/temporal/open-connection.js";
import { type RunningWorker, startWorker } from "../../src/worker.js";
import type { WorkerOptions } from "../../src/worker-options.js";

/** A project in a folder of its own, with a real store, on the suite's real Temporal server. */
export interface TestProject {
  readonly store: Store;
  readonly client: Client;
  readonly registry: ConfigurationRegistry;
  readonly gateway: ModelGateway;
  readonly loaded: LoadedConfiguration;
  /**
   * `code` tells its hash where it is to differ from that of other workers and starts; `experiments` are the definitions
   * that it has in place of the project's.
   */
  startWorker(
    options?: Partial<Pick<WorkerOptions, "maxCachedWorkflows" | "kind">> & {
      readonly code?: string;
      readonly experiments?: readonly ExperimentDefinition[];
    },
  ): Promise<RunningWorker>;
  start(options: StartOptions, code?: string): Promise<ExperimentHandle>;
  close(): Promise<void>;
}

/** The code of all test projects: what they run is in this process. */
export const PROJECT_CODE: ProjectCode = {
  code: { hash: "0".repeat(64), configuration: "test", parts: {} },
  hashNow: () => null,
};

const CODE = { gitCommit: null, gitDirty: null, configurationHash: null };

function codeOf(hash: string | undefined): ProjectCode & { readonly codeVersion: CodeVersion } {
  if (hash === undefined) return { ...PROJECT_CODE, codeVersion: CODE };
  const code = { ...PROJECT_CODE.code, hash, parts: { "a.ts": hash } };
  return { ...PROJECT_CODE, code, codeVersion: { ...CODE, configurationHash: hash } };
}

/** A project of its own store on the suite's Temporal server; `environment` reaches the models alone. */
export async function openTestProject(
  configuration: Configuration,
  { environment = {} }: { readonly environment?: NodeJS.ProcessEnv } = {},
): Promise<TestProject> {
  const folder = mkdtempSync(join(tmpdir(), "assay-project-"));
  const {
    datasets = {},
    pipelines = {},
    evaluators = {},
    experiments = [],
    models = {},
    temporal = {},
  } = defineConfig(configuration);
  const loaded: LoadedConfiguration = {
    file: "test",
    directory: folder,
    code: PROJECT_CODE.code,
    files: [],
    readBy: new Map(),
    configuration: { datasets, pipelines, evaluators, experiments, models, temporal },
  };
  const store = await openSqliteStore({ file: join(folder, "assay.db") });
  const address = process.env.ASSAY_TEST_TEMPORAL_ADDRESS as string;
  const connection = await openConnection({ address });
  const dataConverter = { payloadCodecs: [...(temporal.payloadCodecs ?? [])] };
  const client = new Client({ connection, dataConverter });
  const registry = createRegistry(loaded);
  const settings = mergeModelSettings([models]);
  const gateway = createModelGateway({ environment, settings });
  const workers: RunningWorker[] = [];
  return {
    store,
    client,
    registry,
    gateway,
    loaded,
    async startWorker({ code, experiments: others, ...options } = {}) {
      const own =
        others === undefined
          ? loaded
          : { ...loaded, configuration: { ...loaded.configuration, experiments: others } };
      const worker = await startWorker({
        project: {
          store,
          registry: others === undefined ? registry : createRegistry(own),
          loaded: own,
          ...codeOf(code),
          gateway,
          models: settings,
          dataConverter,
        },
        kind: "lasting",
        temporal: { connectionOptions: { address }, namespace: "default" },
        logger: pino({ level: "silent" }),
        ...options,
        workflowBundle: { code: readFileSync(process.env.ASSAY_TEST_WORKFLOW_BUNDLE as string, "utf8") },
      });
      workers.push(worker);
      return worker;
    },
    async start(options, code) {
      const planned = await planLaunch({ store, registry, gateway, loaded, ...codeOf(code) }, options);
      await launchExperiment({ store, registry, client, ...codeOf(code) }, planned);
      return createExperimentHandle({ client, store, registry, ...PROJECT_CODE }, planned);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await connection.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
