import type { Command } from "commander";
import type { EvaluateOptions } from "../../operations/evaluate-experiment.js";
import { createContext } from "../command-context.js";
import { STOPPED_BY_BUDGET } from "../exit-codes.js";
import { collect } from "../input/option-parsers.js";
import { INTERRUPTED, untilInterrupted } from "../interruption.js";
import { withClient } from "../with-client.js";

interface EvaluateCommandOptions {
  readonly evaluator: readonly string[];
  readonly force?: boolean;
  readonly overall?: string;
}

/** `assay evaluate EXPERIMENT`: evaluators over runs that exist; the pipeline is not called. */
export function addEvaluateCommand(program: Command): void {
  program
    .command("evaluate <experiment>")
    .description(
      "apply evaluators to the existing runs of an experiment; only what is missing, failed or has changed",
    )
    .option(
      "--evaluator <name>",
      "an evaluator to apply, instead of the experiment's own (repeatable)",
      collect,
      [],
    )
    .option("--force", "also evaluate again what is already evaluated")
    .option("--overall <score>", "the score for the pass rate (default: g_eval_overall)")
    .action(async (reference: string, options: EvaluateCommandOptions, command: Command) => {
      const context = await createContext(command, { runsUserCode: true });
      const { renderEvaluation } = await import("../../report/render-evaluation.js");
      const { checkEvaluation } = await import("../../operations/check-evaluation.js");
      const { findWorkers } = await import("../../operations/workers/find-worker.js");
      const evaluate: EvaluateOptions = {
        force: options.force ?? false,
        ...(options.evaluator.length === 0 ? {} : { evaluators: options.evaluator }),
        ...(options.overall === undefined ? {} : { overallMetric: options.overall }),
      };
      const { provideWorker } = await import("../provide-worker.js");
      await withClient(context, {
        check: async (project) => {
          const isWorkedHere = (await findWorkers(project, "lasting")).same === null;
          await checkEvaluation(project, { reference, evaluators: options.evaluator, isWorkedHere });
        },
        work: async (client) => {
          const worker = await provideWorker(client, context);
          try {
            const started = await client.startEvaluation(reference, evaluate);
            context.report(`started ${started.workflowId}`);
            const outcome = await Promise.race([
              started.result(),
              client.temporal.watch.lost,
              untilInterrupted().then(() => null),
            ]);
            if (outcome === null) {
              context.report("interrupted: evaluations so far are kept, and the next worker continues");
              process.exitCode = INTERRUPTED;
              return;
            }
            const { experiment, runs, stats, stoppedByBudget } = outcome;
            context.print(
              { experiment: experiment.name, stats, runs },
              renderEvaluation(experiment.name, stats),
            );
            process.exitCode = stoppedByBudget ? STOPPED_BY_BUDGET : 0;
          } finally {
            await worker?.stop();
          }
        },
      });
    });
}
