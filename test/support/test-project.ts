import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Connection } from "@temporalio/client";
import { pino } from "pino";
import { type Configuration, defineConfig } from "../../src/config.js";
import type { Store } from "../../src/domain/store.js";
import { createExperimentHandle, type ExperimentHandle } from "../../src/experiment-handle.js";
import type { LoadedConfiguration } from "../../src/load-config.js";
import { type ConfigurationRegistry, createRegistry } from "../../src/registry.js";
import { planStart, type StartOptions } from "../../src/start-experiment.js";
import { openSqliteStore } from "../../src/store/sqlite.js";
import { syncDataset } from "../../src/sync-dataset.js";
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

export async function openTestProject(configuration: Configuration): Promise<TestProject> {
  const folder = mkdtempSync(join(tmpdir(), "assay-project-"));
  const { datasets = {}, pipelines = {}, evaluators = {}, experiments = [] } = defineConfig(configuration);
  const loaded: LoadedConfiguration = {
    ...{ file: "test", directory: folder, hash: "" },
    configuration: { datasets, pipelines, evaluators, experiments },
  };
  const store = await openSqliteStore({ file: join(folder, "assay.db") });
  const address = process.env.ASSAY_TEST_TEMPORAL_ADDRESS as string;
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const registry = createRegistry(loaded);
  const taskQueue = `assay-${store.storeId}`;
  const workers: RunningWorker[] = [];
  return {
    store,
    client,
    registry,
    async startWorker(options = {}) {
      const worker = await startWorker({
        project: { store, registry, codeVersion: CODE, taskQueue },
        temporal: { connectionOptions: { address }, namespace: "default" },
        logger: pino({ level: "silent" }),
        ...options,
        workflowBundle: { code: readFileSync(process.env.ASSAY_TEST_WORKFLOW_BUNDLE as string, "utf8") },
      });
      workers.push(worker);
      return worker;
    },
    async start(options) {
      await syncDataset(store, loaded, registry.getDefinition(options.definition).dataset);
      const planned = await planStart({ store, registry, codeVersion: CODE, now: new Date() }, options);
      for (const experiment of planned.experiments) await store.createExperiment(experiment);
      if (planned.comparison !== null) await store.createComparison(planned.comparison);
      const first = planned.experiments[0];
      await client.workflow.start(planned.comparison === null ? "experiment" : "comparison", {
        taskQueue,
        workflowId: planned.comparison?.workflowId ?? (first?.workflowId as string),
        args: [
          planned.comparison === null ? { experimentId: first?.id } : { comparisonId: planned.comparison.id },
        ],
      });
      return createExperimentHandle({ client, store }, planned);
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await connection.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
