import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Connection } from "@temporalio/client";
import { pino } from "pino";
import { type Configuration, defineConfig } from "../../src/config.js";
import type { Store } from "../../src/domain/store.js";
import type { LoadedConfiguration } from "../../src/load-config.js";
import { createModelGateway } from "../../src/models/model-gateway.js";
import { mergeModelSettings } from "../../src/models/model-settings.js";
import { createProviderQueues } from "../../src/models/provider-queues.js";
import { createExperimentHandle, type ExperimentHandle } from "../../src/operations/experiment-handle.js";
import { launchExperiment } from "../../src/operations/launch-experiment.js";
import { planLaunch } from "../../src/operations/plan-launch.js";
import type { StartOptions } from "../../src/operations/start-experiment.js";
import { type ConfigurationRegistry, createRegistry } from "../../src/registry.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { type RunningWorker, startWorker, type WorkerOptions } from "../../src/worker.js";

/** A project in a folder of its own, with a real store, on the suite's real Temporal server. */
export interface TestProject {
  readonly store: Store;
  readonly client: Client;
  readonly registry: ConfigurationRegistry;
  startWorker(options?: Pick<WorkerOptions, "maxCachedWorkflows">): Promise<RunningWorker>;
  start(options: StartOptions): Promise<ExperimentHandle>;
  close(): Promise<void>;
}

const CODE = { gitCommit: null, gitDirty: null, configurationHash: null };

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
    hash: "",
    configuration: { datasets, pipelines, evaluators, experiments, models, temporal },
  };
  const store = await openSqliteStore({ file: join(folder, "assay.db") });
  const address = process.env.ASSAY_TEST_TEMPORAL_ADDRESS as string;
  const connection = await Connection.connect({ address });
  const dataConverter = { payloadCodecs: [...(temporal.payloadCodecs ?? [])] };
  const client = new Client({ connection, dataConverter });
  const registry = createRegistry(loaded);
  const taskQueue = `assay-${store.storeId}`;
  const settings = mergeModelSettings([models]);
  const gateway = createModelGateway({ environment, settings });
  const providerQueues = createProviderQueues(settings, taskQueue);
  const workers: RunningWorker[] = [];
  return {
    store,
    client,
    registry,
    async startWorker(options = {}) {
      const worker = await startWorker({
        project: {
          store,
          registry,
          codeVersion: CODE,
          taskQueue,
          gateway,
          models: settings,
          providerQueues,
          dataConverter,
        },
        temporal: { connectionOptions: { address }, namespace: "default" },
        logger: pino({ level: "silent" }),
        ...options,
        workflowBundle: { code: readFileSync(process.env.ASSAY_TEST_WORKFLOW_BUNDLE as string, "utf8") },
      });
      workers.push(worker);
      return worker;
    },
    async start(options) {
      const planned = await planLaunch({ store, registry, gateway, loaded, codeVersion: CODE }, options);
      await launchExperiment({ store, registry, client, taskQueue }, planned);
      return createExperimentHandle({ client, store, registry, taskQueue }, planned);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await connection.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
