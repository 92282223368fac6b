/** The calls as an experiment: client and worker in this process, the embedded Temporal server in its own. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@temporalio/client";
import { pino } from "pino";
import { AssayClient } from "../../dist/client.js";
import { startWorker } from "../../dist/worker.js";
import { measure, processorMs } from "./measure.mjs";

const items = Number(process.env.BENCH_ITEMS);
/** Runs of one history, and of one child workflow as long as there are no more than 100 of those. */
const PAGE_LENGTH = 250;

const home = mkdtempSync(join(tmpdir(), "assay-bench-"));
const client = await AssayClient.connect({
  environment: { ...process.env, ASSAY_HOME: home },
  configFile: join(import.meta.dirname, "assay.config.mjs"),
});
const worker = await startWorker({
  project: client.project,
  temporal: client.temporal,
  logger: pino({ level: "error" }, pino.destination(2)),
});
const record = join(home, "temporal", "server.json");
const serverPid = existsSync(record) ? JSON.parse(readFileSync(record, "utf8")).pid : null;
const serverMs = () => (serverPid === null ? null : processorMs(serverPid));
const before = serverMs();
const measured = await measure(async () => {
  const handle = await client.startExperiment({ definition: "throughput" });
  const { experiments } = await handle.result();
  const { completed } = experiments[0].summary.runs;
  if (completed !== items) throw new Error(`${completed} of ${items} runs completed`);
  return { workflowId: handle.workflowId };
});
const serverCpuMs = before === null ? null : serverMs() - before;
process.send({ ...measured, serverCpuMs, events: await countEvents(measured.workflowId) });
await worker.stop();
await client.close();
rmSync(home, { recursive: true, force: true });
process.disconnect();

/** Events of the experiment and its ranges; null where a range has several histories. */
async function countEvents(workflowId) {
  if (items > 100 * PAGE_LENGTH) return null;
  const { connection, namespace } = client.temporal;
  const { workflow } = new Client({ connection, namespace });
  const pages = items > PAGE_LENGTH ? Math.ceil(items / PAGE_LENGTH) : 0;
  const ids = [
    workflowId,
    ...Array.from({ length: pages }, (_, page) => `${workflowId}/${page * PAGE_LENGTH}`),
  ];
  const lengths = await Promise.all(
    ids.map(async (id) => (await workflow.getHandle(id).describe()).historyLength),
  );
  return lengths.reduce((sum, length) => sum + length, 0);
}
