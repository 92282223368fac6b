import type { Command } from "commander";
import type { AssayClient } from "../../client.js";
import { counted } from "../../formatting/counted.js";
import type { Retried } from "../../operations/retry-ended.js";
import { type CommandContext, createContext } from "../command-context.js";
import { runAttached } from "../run-attached.js";
import { withClient } from "../with-client.js";

/** `assay retry EXPERIMENT`: runs what failed or was left over again, under the same experiment. */
export function addRetryCommand(program: Command): void {
  program
    .command("retry <experiment>")
    .description("run failed and unfinished runs again; finished runs are kept, a comparison is made again")
    .option("--detach", "start it and return; a running worker (assay start) does the work")
    .action(async (reference: string, options: { readonly detach?: boolean }, command: Command) => {
      const context = await createContext(command, { runsUserCode: true });
      await withClient(context, {
        check: async ({ store }) => {
          const { checkRetry } = await import("../../operations/retry-ended.js");
          await checkRetry(store, reference);
        },
        work: async (client) => {
          process.exitCode =
            options.detach === true
              ? await retryDetached(client, context, reference)
              : await runAttached(client, context, () => retryToEnd(client, context, reference));
        },
      });
    });
}

async function retryDetached(
  client: AssayClient,
  context: CommandContext,
  reference: string,
): Promise<number> {
  const { handle, retried } = await client.retryExperiment(reference);
  const { reportMissingWorker } = await import("../provide-worker.js");
  await reportMissingWorker(client, context);
  const { name, experimentIds, comparisonId, workflowId } = handle;
  const line = describeRetried(name, retried);
  context.print({ name, retried, experimentIds, comparisonId, workflowId }, line);
  return 0;
}

async function retryToEnd(client: AssayClient, context: CommandContext, reference: string) {
  const { followToEnd } = await import("../run-experiment.js");
  const { handle, retried } = await client.retryExperiment(reference);
  context.report(describeRetried(handle.name, retried));
  return await followToEnd(client, handle);
}

/** `retrying rf-a-…: 3 failed runs, 1 left over`. */
function describeRetried(name: string, { failed, leftOver, unjudged }: Retried): string {
  const runs = (count: number): string => counted(count, "run");
  const parts = [
    ...(failed === 0 ? [] : [`${runs(failed)} that failed`]),
    ...(leftOver === 0 ? [] : [`${runs(leftOver)} left over`]),
    ...(unjudged === 0 ? [] : [`${runs(unjudged)} without all judgements`]),
  ];
  return `retrying ${name}: ${parts.length === 0 ? "what was not begun" : parts.join(", ")}`;
}
