import type { Store } from "../../domain/store.js";
import { counted } from "../../formatting/counted.js";
import type { Health } from "../../operations/describe-health.js";
import type { CommandContext } from "../command-context.js";
import { type Check, check } from "./check.js";

/** Store, Temporal server and worker: what is there, and whether it is well. */
export async function checkService(context: CommandContext): Promise<readonly Check[]> {
  const { findStore } = await import("../../open-store.js");
  const { place, isMade } = findStore(context.environment);
  let store: Store | null = null;
  let health: Health | null = null;
  let hasLasting = false;
  const storeCheck = await check("store", async () => {
    if (!isMade) return `${place} is made at the first start`;
    store = await context.openStore();
    hasLasting = await isLastingWorkerThere(store);
    health = await readHealth(context, store);
    if (health.store.status !== "ok") throw new Error(health.store.detail);
    return `${place}: ${counted((await store.listDatasets()).length, "dataset")}`;
  });
  const temporalCheck = await check("temporal", () => describeTemporal(context, { health, hasLasting }));
  await (store as Store | null)?.close();
  return [storeCheck, temporalCheck, checkWorker(health, hasLasting)];
}

async function readHealth({ environment }: CommandContext, store: Store): Promise<Health> {
  const { describeHealth } = await import("../../operations/describe-health.js");
  const { withRunningServer } = await import("../../temporal/with-running-server.js");
  const { readServerStatus } = await import("../../temporal/server-status.js");
  const { home, variables } = environment;
  return await describeHealth({
    store,
    withTemporal: (work) => withRunningServer({ home, environment: variables }, work),
    readServerStatus: () => readServerStatus(home),
  });
}

async function describeTemporal(
  { environment, report }: CommandContext,
  { health, hasLasting }: { readonly health: Health | null; readonly hasLasting: boolean },
): Promise<string> {
  const address = environment.variables.TEMPORAL_ADDRESS;
  if (address !== undefined && address !== "") {
    const { reachNamedServer } = await import("../../temporal/connect.js");
    const { connection, namespace } = await reachNamedServer(environment.variables);
    await connection.close();
    return `TEMPORAL_ADDRESS ${address} answers, namespace ${namespace} is there`;
  }
  const status = health?.temporal.status;
  if (health != null && status !== "ok" && status !== "not_running") throw new Error(health.temporal.detail);
  if (status === "not_running" && hasLasting)
    throw new Error(
      "the embedded server that the running worker used does not run any more; end the worker and start again with: assay start",
    );
  const { findServerBinary } = await import("../../temporal/find-server-binary.js");
  const { path, source } = await findServerBinary({ environment: environment.variables, report });
  return `${path} (from ${source})`;
}

function checkWorker(health: Health | null, isRegistered: boolean): Check {
  const name = "worker";
  if (health?.worker.status === "ok") return { name, ok: true, detail: "one is running" };
  if (health?.worker.status === "unknown") return { name, ok: !isRegistered, detail: health.worker.detail };
  if (isRegistered)
    return { name, ok: false, detail: "one is running, and does not ask the Temporal server for work" };
  const none = "none is running; assay run starts one for its own time, assay start a lasting one";
  return health?.status === "stalled"
    ? { name, ok: false, detail: `experiments wait for one: ${none}` }
    : { name, ok: true, detail: none };
}

async function isLastingWorkerThere(store: Store): Promise<boolean> {
  const { isAtWork } = await import("../../operations/workers/is-at-work.js");
  const now = new Date();
  return (await store.listWorkers()).some((worker) => worker.kind === "lasting" && isAtWork(worker, now));
}
