import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { Store } from "../../domain/store.js";
import type { Health } from "../../operations/describe-health.js";
import { type CommandContext, createContext } from "../command-context.js";
import { hasLastingWorker } from "../worker-registration.js";

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** `assay doctor`: what is found, what is missing, how to mend it. Changes nothing but the cache of the server binary. */
export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .description("what is found, what is missing, how to mend it")
    .action(async (_options: unknown, command: Command) => {
      const context = await createContext(command);
      const checks = [
        { name: "node", ok: true, detail: process.version },
        await check("configuration", async () => {
          const { loadConfiguration } = await import("../../load-config.js");
          const { file, configuration } = await loadConfiguration(context.options.config, process.cwd());
          return `${file}: ${configuration.experiments.length} experiments, ${Object.keys(configuration.pipelines).length} pipelines`;
        }),
        ...(await checkService(context)),
      ];
      context.print(
        { checks },
        checks.map(({ name, ok, detail }) => `${ok ? "ok     " : "MISSING"}  ${name}: ${detail}`).join("\n"),
      );
      process.exitCode = checks.every(({ ok }) => ok) ? 0 : 2;
    });
}

async function check(name: string, work: () => Promise<string>): Promise<Check> {
  return await work().then(
    (detail) => ({ name, ok: true, detail }),
    (error: unknown) => ({ name, ok: false, detail: error instanceof Error ? error.message : String(error) }),
  );
}

/** Store, Temporal server and worker: what is there, and whether it is well. */
async function checkService(context: CommandContext): Promise<readonly Check[]> {
  const file = join(context.environment.home, "assay.db");
  let store: Store | null = null;
  let health: Health | null = null;
  const storeCheck = await check("store", async () => {
    if (!existsSync(file)) return `${file} is made at the first start`;
    store = await context.openStore();
    health = await readHealth(context, store);
    if (health.store.status !== "ok") throw new Error(health.store.detail);
    return `${file}: ${(await store.listDatasets()).length} datasets`;
  });
  const temporalCheck = await check("temporal", () => describeTemporal(context, health));
  await (store as Store | null)?.close();
  return [storeCheck, temporalCheck, checkWorker(context, health)];
}

async function readHealth({ environment }: CommandContext, store: Store): Promise<Health> {
  const { describeHealth } = await import("../../operations/describe-health.js");
  const { taskQueueOf } = await import("../../open-store.js");
  const { withRunningServer } = await import("../../temporal/with-running-server.js");
  const { home, variables } = environment;
  return await describeHealth({
    store,
    taskQueue: taskQueueOf(store),
    withTemporal: (work) => withRunningServer({ home, environment: variables }, work),
  });
}

async function describeTemporal(
  { environment, report }: CommandContext,
  health: Health | null,
): Promise<string> {
  const address = environment.variables.TEMPORAL_ADDRESS;
  if (address !== undefined && address !== "") {
    const { reachNamedServer } = await import("../../temporal/connect.js");
    const { connection, namespace } = await reachNamedServer(environment.variables);
    await connection.close();
    return `TEMPORAL_ADDRESS ${address} answers, namespace ${namespace} is there`;
  }
  if (health?.temporal.status === "unreachable") throw new Error(health.temporal.detail);
  if (health?.temporal.status === "not_running" && hasLastingWorker(environment.home))
    throw new Error(
      "the embedded server that the running worker used does not run any more; end the worker and start again with: assay start",
    );
  const { findServerBinary } = await import("../../temporal/find-server-binary.js");
  const { path, source } = await findServerBinary({ environment: environment.variables, report });
  return `${path} (from ${source})`;
}

function checkWorker({ environment }: CommandContext, health: Health | null): Check {
  const name = "worker";
  const isRegistered = hasLastingWorker(environment.home);
  if (health?.worker.status === "ok") return { name, ok: true, detail: "one is running" };
  if (health?.worker.status === "unknown") return { name, ok: !isRegistered, detail: health.worker.detail };
  if (isRegistered)
    return { name, ok: false, detail: "one is running, and does not ask the Temporal server for work" };
  const none = "none is running; assay run starts one for its own time, assay start a lasting one";
  return health?.status === "stalled"
    ? { name, ok: false, detail: `experiments wait for one: ${none}` }
    : { name, ok: true, detail: none };
}
